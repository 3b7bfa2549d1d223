package dev.backstay.engine.postgres.physical;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong clock = new AtomicLong();
  private final Pace pace = new Pace(OptionalLong.of(1000), clock::get);

  @Test
  void whatIsReadTooEarlyIsPaidForByWaiting() {
    assertThat(pace.pauseNanos(1000, 1000)).isEqualTo(Duration.ofSeconds(1).toNanos());
    assertThat(pace.pauseNanos(500, 1000)).isEqualTo(Duration.ofMillis(1500).toNanos());
    clock.addAndGet(Duration.ofMillis(1500).toNanos());
    assertThat(pace.pauseNanos(100, 1000)).isEqualTo(Duration.ofMillis(100).toNanos());
  }

  @Test
  void aLongPauseIsNoLicenceForALongBurst() {
    clock.addAndGet(Duration.ofHours(1).toNanos());

    assertThat(pace.pauseNanos(100, 1000)).isZero();
    assertThat(pace.pauseNanos(1000, 1000)).isEqualTo(Duration.ofSeconds(1).toNanos());
  }
}
