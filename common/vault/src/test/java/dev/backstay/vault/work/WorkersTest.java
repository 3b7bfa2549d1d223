package dev.backstay.vault.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {
  private final Vault vault = VaultFixture.create();

  @Test
  void drainWaitsForEveryJob() {
    AtomicInteger done = new AtomicInteger();
    try (var workers = workers(3, 2)) {
      for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < 100; i++) {
          workers.submit(_ -> done.incrementAndGet());
        }
        workers.drain();
        assertThat(done).hasValue(100 * round);
      }
    }
  }

  @Test
  void theFirstFailureEndsTheCrewAndIsToldToEveryone() {
    try (var workers = workers(2, 1)) {
      workers.submit(_ -> {
        throw new BackstayException(ErrorCode.STORE_FULL, "no room");
      });
      assertCode(ErrorCode.STORE_FULL, workers::drain);
      assertCode(ErrorCode.STORE_FULL, () -> submitForEver(workers));
      assertCode(ErrorCode.STORE_FULL, workers::throwFailure);
    }
  }

  @Test
  void errorsOfTheMachineKeepTheirMeaning() {
    try (var workers = workers(1, 1)) {
      workers.submit(_ -> {
        throw new OutOfMemoryError("as if");
      });
      assertCode(ErrorCode.MEMORY_SHORT, workers::drain);
    }
    try (var workers = workers(1, 1)) {
      workers.submit(_ -> {
        throw new IllegalStateException("a defect");
      });
      assertCode(ErrorCode.INTERNAL, workers::drain);
    }
    try (var workers =
        new Workers(
            "no-bench",
            1,
            1,
            () -> {
              throw new IllegalStateException("no bench");
            })) {
      assertCode(ErrorCode.INTERNAL, () -> submitForEver(workers));
    }
  }

  @Test
  void aJobThatWasNotHandedOverIsNotWaitedFor() {
    try (var workers = workers(1, 1)) {
      Thread.currentThread().interrupt();
      assertCode(ErrorCode.INTERRUPTED, () -> submitForEver(workers));
      assertThat(Thread.interrupted()).isTrue();
      workers.drain();
    }
  }

  @Test
  void whoeverStillSubmitsWhenTheCrewIsClosedIsTold() throws InterruptedException {
    // Given: a crew that is busy, with a full queue and someone waiting to submit
    CountDownLatch busy = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread submitter;
    try (var workers = workers(1, 1)) {
      workers.submit(_ -> {
        busy.countDown();
        new CountDownLatch(1).await();
      });
      busy.await();
      submitter =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  submitForEver(workers);
                } catch (BackstayException e) {
                  thrown.set(e);
                }
              });
    }

    // Then
    submitter.join();
    assertThat(thrown.get())
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
  }

  private Workers workers(int count, int queued) {
    return new Workers("test", count, queued, vault::bench);
  }

  private static void submitForEver(Workers workers) {
    while (true) {
      workers.submit(_ -> {});
    }
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
