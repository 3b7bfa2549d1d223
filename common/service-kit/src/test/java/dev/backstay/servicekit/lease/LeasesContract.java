package dev.backstay.servicekit.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What all leases must do. */
public abstract class LeasesContract {
  protected static final Duration TTL = Duration.ofMillis(1500);

  /** Of one process; the names are shared with all others of the same test. */
  protected abstract Leases leases();

  @Test
  void aNameHasOneHolder() {
    try (Lease held = leases().acquire("one", TTL).orElseThrow()) {
      assertThat(leases().acquire("one", TTL)).isEmpty();
      assertThat(leases().acquire("another", TTL)).isPresent();
      assertThat(held.isHeld()).isTrue();
    }
  }

  @Test
  void aNameThatWasGivenBackHasItsNextHolderWithAGreaterFence() {
    // Given
    Lease first = leases().acquire("given back", TTL).orElseThrow();

    // When
    first.close();
    first.close();

    // Then
    try (Lease second = leases().acquire("given back", TTL).orElseThrow()) {
      assertThat(first.isHeld()).isFalse();
      assertThat(second.fence()).isGreaterThan(first.fence());
      first.close();
      assertThat(second.isHeld()).isTrue();
      assertThat(leases().acquire("given back", TTL)).isEmpty();
    }
  }
}
