package dev.backstay.scheduler.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.calendar.RandomBlackout;
import dev.backstay.calendar.RandomCron;
import dev.backstay.calendar.WallClock;
import dev.backstay.calendar.Zones;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Schedule;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.scheduler.due.Agenda;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever runs, crashes or drifts: each scheduled backup is asked for, and nothing else is. */
@Tag("system")
class ReplicasTest {
  private static final SourceName ORDERS = new SourceName("orders");
  private static final Duration DAYS = Duration.ofDays(4);

  /** Around the ends of a run, the clocks do not agree on what is past. */
  private static final Duration EDGE = Duration.ofMinutes(3);

  /** Before the first look lies what it catches up, after a blackout of up to half a week. */
  private static final Duration BEFORE = Duration.ofDays(5);

  static Stream<Integer> seeds() {
    return IntStream.range(0, 5 * Integer.getInteger("backstay.rounds", 4)).boxed();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void oneSchedulerAsksForEachScheduledBackupOnce(int seed) {
    // Given
    Scenario scenario = new Scenario(new Random(seed));
    Broker broker = new Broker(() -> false);
    Replicas replicas = scenario.replicas(broker);

    // When
    replicas.add("one");
    replicas.runUntil(scenario.end);

    // Then
    assertThat(broker.requests()).extracting(BackupRequested::backup).doesNotHaveDuplicates();
    scenario.judge(broker, "seed " + seed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void crashingDriftingReplicasAskForTheSameBackups(int seed) {
    // Given
    Random random = new Random(seed);
    Scenario scenario = new Scenario(random);
    Broker broker = new Broker(() -> random.nextInt(20) == 0);
    Replicas replicas = scenario.replicas(broker);

    // When
    replicas.add("one");
    replicas.add("two");
    replicas.add("three");
    replicas.runUntil(scenario.end);

    // Then
    scenario.judge(broker, "seed " + seed);
  }

  /** A random schedule around a change of the clock, and what it means minute by minute. */
  private static final class Scenario {
    private final Random random;
    private final ZoneId zone;
    private final Instant start;
    private final Instant end;
    private final RandomCron full;
    private final RandomCron incremental;
    private final RandomBlackout blackout;

    Scenario(Random random) {
      this.random = random;
      this.zone = Zones.ODD.get(random.nextInt(Zones.ODD.size()));
      this.start = Zones.beforeChange(zone, random);
      this.end = start.plus(DAYS);
      this.full = RandomCron.of(random);
      this.incremental = RandomCron.of(random);
      this.blackout = RandomBlackout.of(random, zone);
    }

    Replicas replicas(Broker broker) {
      Schedule schedule =
          new Schedule(
              Map.of(
                  BackupKind.FULL,
                  full.expression(),
                  BackupKind.INCREMENTAL,
                  incremental.expression()),
              zone,
              blackout.windows());
      return new Replicas(random, Agenda.of(Map.of(ORDERS, schedule)), broker, start);
    }

    void judge(Broker broker, String replay) {
      Set<Instant> fulls = moments(full);
      Set<Instant> incrementals = moments(incremental);
      incrementals.removeAll(fulls);
      Set<BackupId> scheduled = new HashSet<>();
      Set<BackupId> certain = new HashSet<>();
      Map.of(BackupKind.FULL, fulls, BackupKind.INCREMENTAL, incrementals)
          .forEach((kind, moments) ->
              moments.forEach(moment -> {
                BackupId backup = BackupId.scheduled(ORDERS, kind, moment);
                scheduled.add(backup);
                if (moment.isAfter(start.plus(EDGE)) && moment.isBefore(end.minus(EDGE))) {
                  certain.add(backup);
                }
              }));
      List<BackupId> asked = broker.requests().stream().map(BackupRequested::backup).toList();
      String story =
          "%s: full %s, incremental %s, %s from %s"
              .formatted(replay, full.text(), incremental.text(), blackout, start);
      assertThat(new TreeSet<>(asked)).as(story).containsAll(certain);
      assertThat(scheduled).as(story).containsAll(asked);
      assertThat(broker.beats())
          .as(story)
          .extracting(beat -> beat.at())
          .isNotEmpty()
          .allMatch(at -> at.isBefore(end.plus(EDGE)));
    }

    private Set<Instant> moments(RandomCron cron) {
      Set<Instant> moments = new TreeSet<>(Comparator.naturalOrder());
      WallClock.moments(cron.matches(), cron.interval(), zone, start.minus(BEFORE), end.plus(EDGE))
          .forEach(moment -> moments.add(blackout.release(moment)));
      return moments;
    }
  }
}
