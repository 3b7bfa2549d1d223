package dev.backstay.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OwnedThreadsTest {
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void allHaveEndedThoughTheOwnerIsInterruptedAndItsInterruptIsKept() {
    // Given
    Thread waiting = Thread.startVirtualThread(() -> takeInterrupts(1));
    Thread unstarted = Thread.ofVirtual().unstarted(() -> takeInterrupts(1));
    Thread.currentThread().interrupt();

    // When
    OwnedThreads.end(List.of(waiting, unstarted));

    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(waiting.isAlive()).isFalse();
    assertThat(unstarted.getState()).isEqualTo(Thread.State.NEW);
  }

  @Test
  void aThreadThatTakesAnInterruptForSomethingElseIsInterruptedAgain() {
    // Given
    Thread deaf = Thread.startVirtualThread(() -> takeInterrupts(3));

    // When
    OwnedThreads.end(deaf, Duration.ofMillis(5));

    // Then
    assertThat(deaf.isAlive()).isFalse();
  }

  /** Waits until it was interrupted so often. */
  private void takeInterrupts(int count) {
    int taken = 0;
    while (taken < count) {
      try {
        never.await();
      } catch (InterruptedException e) {
        taken++;
      }
    }
    Thread.currentThread().interrupt();
  }
}
