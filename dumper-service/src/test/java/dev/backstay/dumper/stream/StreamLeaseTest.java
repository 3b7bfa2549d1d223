package dev.backstay.dumper.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.servicekit.lease.Lease;
import dev.backstay.servicekit.lease.Leases;
import dev.backstay.servicekit.lease.MemoryLeases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StreamLeaseTest {
  private static final String NAME = "stream/orders";

  private final FickleLeases leases = new FickleLeases();
  private Duration now = Duration.ZERO;

  private Optional<StreamLease> acquire() {
    return StreamLease.acquire(leases, NAME, () -> now.toNanos());
  }

  private void pass() {
    now = now.plusSeconds(6);
  }

  @Test
  void ofTwoContendersOneHasItUntilItIsGivenBack() {
    // Given
    StreamLease first = acquire().orElseThrow();

    // When
    boolean secondHadIt = acquire().isPresent();
    first.close();

    // Then
    assertThat(secondHadIt).isFalse();
    assertThat(acquire()).isPresent();
  }

  @Test
  void oneThatRanOutIsTakenAgainWhereNobodyElseHasIt() {
    // Given
    StreamLease lease = acquire().orElseThrow();
    pass();
    leases.runOut();

    // When
    boolean ours = lease.isOurs();

    // Then
    assertThat(ours).isTrue();
    assertThat(acquire()).isEmpty();
    lease.close();
    assertThat(acquire()).isPresent();
  }

  @Test
  void oneThatSomebodyElseTookWhenItsHolderSeemedDeadIsNotOursAnyMore() {
    // Given
    StreamLease frozen = acquire().orElseThrow();
    leases.runOut();
    StreamLease other = acquire().orElseThrow();
    pass();

    // When
    boolean ours = frozen.isOurs();
    frozen.close();

    // Then
    assertThat(ours).isFalse();
    assertThat(other.isOurs()).isTrue();
    assertThat(acquire()).isEmpty();
  }

  @Test
  void aStoreOfLeasesThatIsAwayEndsNoStreamAndIsNotAskedAllTheTime() {
    // Given
    StreamLease lease = acquire().orElseThrow();
    leases.runOut();
    leases.away = true;
    pass();

    // When
    for (int look = 0; look < 100; look++) {
      assertThat(lease.isOurs()).isTrue();
    }
    int asked = leases.asked;
    pass();
    boolean ours = lease.isOurs();

    // Then
    assertThat(asked).isEqualTo(2); // once to take it, once to find out
    assertThat(ours).isTrue();
    assertThat(leases.asked).isEqualTo(3);
  }

  /** Leases that run out when they are told to, in a store that may be away. */
  private static final class FickleLeases implements Leases {
    private final MemoryLeases memory = new MemoryLeases();
    private final List<Lease> given = new ArrayList<>();
    boolean away;
    int asked;

    @Override
    public Optional<Lease> acquire(String name, Duration timeToLive) {
      asked++;
      if (away) {
        throw new BackstayException(ErrorCode.REDIS_UNREACHABLE, "the store of leases is away");
      }
      Optional<Lease> lease = memory.acquire(name, timeToLive);
      lease.ifPresent(given::add);
      return lease;
    }

    void runOut() {
      given.forEach(Lease::close);
    }
  }
}
