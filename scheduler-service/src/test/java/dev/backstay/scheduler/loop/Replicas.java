package dev.backstay.scheduler.loop;

import dev.backstay.contract.BackstayException;
import dev.backstay.scheduler.due.Agenda;
import dev.backstay.scheduler.due.DueRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Schedulers on clocks of their own, that crash and are started again, in simulated time. At least
 * one of them is up at any time. Replays from the random generator's seed.
 */
final class Replicas {
  /** What a clock may differ from the true time. */
  private static final long MAX_SKEW_SECONDS = 60;

  /** One crash in so many looks. */
  private static final int CRASH = 100;

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Random random;
  private final Agenda agenda;
  private final Broker broker;
  private final List<Replica> replicas = new ArrayList<>();
  private Instant time;

  Replicas(Random random, Agenda agenda, Broker broker, Instant start) {
    this.random = random;
    this.agenda = agenda;
    this.broker = broker;
    this.time = start;
  }

  void add(String name) {
    replicas.add(new Replica(name));
  }

  void runUntil(Instant end) {
    while (time.isBefore(end)) {
      Replica next =
          replicas.stream().min(Comparator.comparing(replica -> replica.wake)).orElseThrow();
      time = next.wake;
      if (random.nextInt(CRASH) == 0
          && replicas.stream().anyMatch(other -> other != next && other.isUp())) {
        next.crash();
      } else {
        next.look();
      }
    }
  }

  private final class Replica {
    private final String name;
    private Scheduler scheduler;
    private long skewMillis;
    private Instant wake;
    private Instant downUntil = Instant.MIN;

    Replica(String name) {
      this.name = name;
      this.wake = time;
      this.skewMillis = random.nextLong(-MAX_SKEW_SECONDS, MAX_SKEW_SECONDS) * 1000;
      this.scheduler = start();
    }

    boolean isUp() {
      return !downUntil.isAfter(time);
    }

    void crash() {
      scheduler = start();
      downUntil = time.plusSeconds(random.nextLong(3 * 3600));
      wake = downUntil;
    }

    void look() {
      drift();
      Duration pause;
      try {
        pause = scheduler.look();
      } catch (BackstayException e) {
        pause = RETRY;
      }
      wake = time.plus(pause).plusMillis(random.nextLong(2000));
    }

    private void drift() {
      long drifted = skewMillis + random.nextLong(-100, 101);
      skewMillis = Math.clamp(drifted, -MAX_SKEW_SECONDS * 1000, MAX_SKEW_SECONDS * 1000);
    }

    private Scheduler start() {
      return new Scheduler(
          name,
          new DueRules(Duration.ofHours(24)),
          () -> agenda,
          new SchedulerPorts(broker, broker, () -> time.plusMillis(skewMillis)));
    }
  }
}
