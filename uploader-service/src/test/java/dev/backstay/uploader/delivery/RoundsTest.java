package dev.backstay.uploader.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.store.Sleeper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final Rounds rounds =
      new Rounds("near", List.of(), Duration.ofSeconds(2), Sleeper.THREAD);

  @Test
  void aLookThatTakesLongIsTakenMoreRarely() {
    assertThat(rounds.rest(Duration.ofMillis(100))).isEqualTo(Duration.ofSeconds(2));
    assertThat(rounds.rest(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(27));
  }

  @Test
  void aRoundThatWorkedForHoursDelaysTheNextByNoMoreThanAMinute() {
    assertThat(rounds.rest(Duration.ofHours(3))).isEqualTo(Duration.ofMinutes(1));
  }
}
