package dev.backstay.testing.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.StreamAlarm;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.stream.StreamMark;
import dev.backstay.postgres.fixture.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** What tests of streams wait for. */
final class StreamLooks {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private StreamLooks() {}

  /** The alarms that were told, with whether they were raised or cleared. */
  static Set<String> alarms(StreamRig rig) {
    Set<String> alarms = new TreeSet<>();
    rig.events()
        .all(EventType.STREAM_ALARM)
        .forEach(event -> {
          var alarm = (StreamAlarm) event.data();
          alarms.add(alarm.kind() + " " + alarm.raised());
        });
    return alarms;
  }

  /** Waits until both destinations hold what the server has written by now. */
  static void awaitMarks(StreamRig rig, TestCluster cluster) throws InterruptedException {
    Lsn end = Lsn.parse(cluster.value("SELECT pg_current_wal_flush_lsn()::text"));
    await(() -> {
      Map<DestinationName, StreamMark> marks = rig.marks();
      return StreamRig.PLACES.stream()
          .allMatch(place ->
              Optional.ofNullable(marks.get(place))
                  .filter(mark -> !mark.range().to().isBefore(end))
                  .isPresent());
    });
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("something takes too long").isBefore(end);
      Thread.sleep(50);
    }
  }
}
