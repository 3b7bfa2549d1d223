package dev.backstay.servicekit.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.servicekit.SampleEvents;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.event.EventSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every work queue must do. Each test has a group of its own and events of its own. */
abstract class WorkQueueContract {
  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

  static final Duration LOCK = Duration.ofSeconds(2);

  private final int first = NUMBERS.getAndAdd(100);
  final Diary diary = new Diary();

  abstract WorkQueue queue();

  abstract EventPublisher publisher();

  abstract EventSource source();

  abstract void append(EventType type, byte[] value);

  WorkSettings<BackupRequested> settings() {
    return WorkSettings.of("group-" + first, BackupRequested.class)
        .withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)));
  }

  private void publish(int from, int to) {
    SampleEvents.requested(first + from, first + to).forEach(publisher()::publish);
  }

  private boolean isMine(Job<BackupRequested> job) {
    int number = Integer.parseInt(job.event().data().tags().getFirst().substring(1));
    return number >= first && number < first + 100;
  }

  /** A handler that leaves other tests' events alone. */
  private JobHandler<BackupRequested> mine(JobHandler<BackupRequested> handler) {
    return job -> isMine(job) ? handler.handle(job) : Outcome.done();
  }

  private Outcome noted(String who, Job<BackupRequested> job) {
    diary.note(who, job);
    return Outcome.done();
  }

  private List<MessageParked> parked() {
    List<MessageParked> found = new ArrayList<>();
    source()
        .readAll(
            Set.of(EventType.MESSAGE_PARKED),
            event -> {
              if (event.data() instanceof MessageParked message
                  && message.group().equals(settings().group())) {
                found.add(message);
              }
            });
    return found;
  }

  private List<String> codes() {
    return parked().stream().map(message -> message.failure().code()).toList();
  }

  @Test
  void everyEventIsDoneOnceByTheWorkersOfAGroupAndTheyShareThem() throws InterruptedException {
    // Given
    publish(0, 5); // before the group exists
    CountDownLatch both = new CountDownLatch(2);
    JobHandler<BackupRequested> one = job -> together(both, "one", job);
    JobHandler<BackupRequested> other = job -> together(both, "other", job);

    // When
    try (Work _ = queue().work(settings(), mine(one));
        Work _ = queue().work(settings(), mine(other))) {
      publish(5, 10);
      diary.awaitSize(10);
    }

    // Then
    assertThat(diary.tags()).doesNotHaveDuplicates().hasSize(10);
    assertThat(diary.entries()).anyMatch(entry -> entry.startsWith("one"));
    assertThat(diary.entries()).anyMatch(entry -> entry.startsWith("other"));
  }

  /** The first jobs of both workers meet: each has one. */
  private Outcome together(CountDownLatch both, String who, Job<BackupRequested> job) {
    diary.note(who, job);
    if (diary.entries().stream().filter(entry -> entry.startsWith(who)).count() == 1) {
      both.countDown();
      try {
        both.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Outcome.later("interrupted");
      }
    }
    return Outcome.done();
  }

  @Test
  void everyGroupSeesEveryEvent() throws InterruptedException {
    // Given
    WorkSettings<BackupRequested> other = WorkSettings.of("other-" + first, BackupRequested.class);

    // When
    try (Work _ = queue().work(settings(), mine(job -> noted("one", job)));
        Work _ = queue().work(other, mine(job -> noted("two", job)))) {
      publish(0, 3);
      diary.awaitSize(6);
    }

    // Then
    assertThat(diary.entries()).filteredOn(entry -> entry.startsWith("one")).hasSize(3);
    assertThat(diary.entries()).filteredOn(entry -> entry.startsWith("two")).hasSize(3);
  }

  @Test
  void aJobThatLastsLongerThanItsLockIsDoneOnce() throws InterruptedException {
    // Given
    CountDownLatch end = new CountDownLatch(1);
    JobHandler<BackupRequested> slow =
        job -> {
          diary.note("slow", job);
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Outcome.done();
        };

    // When
    try (Work _ = queue().work(settings().withSlots(2), mine(slow))) {
      publish(0, 1);
      diary.awaitSize(1);
      boolean ended = end.await(LOCK.toMillis() * 3, java.util.concurrent.TimeUnit.MILLISECONDS);
      end.countDown();
      publish(1, 2);
      diary.awaitSize(2);
      assertThat(ended).isFalse();
    }

    // Then
    assertThat(diary.tags()).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void aTransientFailureIsTriedAgainUntilItEndsAndCostsNoDelivery() throws InterruptedException {
    // Given
    AtomicInteger tries = new AtomicInteger();
    JobHandler<BackupRequested> stubborn =
        job -> {
          diary.note("try", job);
          if (tries.incrementAndGet() < 2 * ShareGroup.DELIVERY_LIMIT) {
            throw new BackstayException(ErrorCode.STORE_UNREACHABLE, "the store is away");
          }
          return Outcome.done();
        };

    // When
    try (Work work = queue().work(settings(), mine(stubborn))) {
      publish(0, 1);
      diary.awaitSize(2 * ShareGroup.DELIVERY_LIMIT);
      diary.await(() -> work.inHand() == 0, "the end of the job");
    }

    // Then
    assertThat(diary.entries()).allMatch(entry -> entry.endsWith(":1"));
    assertThat(codes()).doesNotContain("STORE_UNREACHABLE", "INTERNAL");
  }

  @Test
  void aJobThatWaitsForItsNextTryKeepsNoOtherFromItsTurn() throws InterruptedException {
    // Given: one slot, and a job that cannot be done before another
    JobHandler<BackupRequested> dependent =
        job -> {
          boolean isFirst = job.event().data().tags().contains("n" + first);
          if (isFirst && diary.entries().stream().noneMatch(e -> e.startsWith("other"))) {
            diary.note("busy", job);
            return Outcome.later("its source is being captured");
          }
          return noted(isFirst ? "done" : "other", job);
        };

    // When: it waits long enough for another to take the place, by and by
    Backoff patient = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(5));
    try (Work work =
        queue().work(settings().withWaiting(1).withBackoff(patient), mine(dependent))) {
      publish(0, 1);
      diary.awaitSize(2);
      publish(1, 3);
      diary.await(
          () -> diary.entries().stream().filter(e -> !e.startsWith("busy")).count() == 3,
          "all jobs");
      diary.await(() -> work.inHand() == 0, "idle workers");
    }

    // Then
    assertThat(diary.entries())
        .filteredOn(entry -> !entry.startsWith("busy"))
        .containsExactlyInAnyOrder(
            "other:n" + (first + 1) + ":1",
            "other:n" + (first + 2) + ":1",
            "done:n" + first + ":1");
  }

  @Test
  void whatCannotBeDoneIsPutAsideWithItsReasonAndTheOthersGoOn() throws InterruptedException {
    // Given
    JobHandler<BackupRequested> picky =
        job -> {
          String tag = job.event().data().tags().getFirst();
          if (tag.equals("n" + first)) {
            throw new BackstayException(ErrorCode.SOURCE_NOT_FOUND, "there is no such source");
          }
          if (tag.equals("n" + (first + 1))) {
            throw new IllegalStateException("a defect");
          }
          return noted("done", job);
        };

    // When
    try (Work _ = queue().work(settings(), mine(picky))) {
      publish(0, 3);
      diary.awaitSize(1);
      diary.await(() -> codes().containsAll(List.of("SOURCE_NOT_FOUND", "INTERNAL")), "both");
    }

    // Then
    assertThat(codes()).containsOnlyOnce("SOURCE_NOT_FOUND", "INTERNAL");
  }

  @Test
  void messagesThatAreNoEventsOfTheGroupArePutAsideAndNothingStops() throws InterruptedException {
    // Given
    EventType type = EventType.BACKUP_REQUESTED;
    String group = settings().group();
    append(type, ("{broken for " + group).getBytes(StandardCharsets.UTF_8));
    append(type, "{\"specversion\":\"1.0\",\"type\":\"x.y.v9\"}".getBytes(StandardCharsets.UTF_8));
    append(type, dev.backstay.events.EventCodec.encode(SampleEvents.started(first)));
    append(type, new byte[950_000]);

    // When
    try (Work _ = queue().work(settings(), mine(job -> noted("done", job)))) {
      publish(0, 1);
      diary.awaitSize(1);
      diary.await(() -> parked().size() >= 4, "four parked messages");
    }

    // Then
    assertThat(codes()).contains("EVENT_UNKNOWN", "EVENT_MALFORMED");
    assertThat(parked()).anyMatch(message -> message.value().isEmpty());
  }

  @Test
  void pausedWorkersTakeNothingUntilTheyGoOn() throws InterruptedException {
    try (Work work = queue().work(settings(), mine(job -> noted("done", job)))) {
      // Given
      publish(0, 1);
      diary.awaitSize(1);
      work.pause();
      diary.await(() -> work.inHand() == 0, "idle workers");
      publish(1, 2);

      // When
      try (Work _ = queue().work(settings(), mine(job -> noted("other", job)))) {
        diary.awaitSize(2);
      }
      assertThat(diary.entries().getLast()).startsWith("other");

      // Then
      work.resume();
      publish(2, 3);
      diary.awaitSize(3);
      assertThat(diary.entries().getLast()).startsWith("done");
    }
  }

  @Test
  void endingWorkersAreInterruptedAndGiveTheirJobsToOthers() throws InterruptedException {
    // Given
    CountDownLatch never = new CountDownLatch(1);
    JobHandler<BackupRequested> endless =
        job -> {
          diary.note("first", job);
          try {
            never.await();
            return Outcome.done();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted", e);
          }
        };
    publish(0, 1);

    // When
    try (Work _ = queue().work(settings(), mine(endless))) {
      diary.awaitSize(1);
    }
    try (Work _ = queue().work(settings(), mine(job -> noted("second", job)))) {
      diary.awaitSize(2);
    }

    // Then
    assertThat(diary.entries()).last().isEqualTo("second:n" + first + ":2");
  }
}
