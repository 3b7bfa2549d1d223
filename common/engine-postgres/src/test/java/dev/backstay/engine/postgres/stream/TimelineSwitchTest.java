package dev.backstay.engine.postgres.stream;

import static dev.backstay.engine.postgres.stream.StreamFixture.open;
import static dev.backstay.engine.postgres.stream.StreamFixture.withSlot;
import static dev.backstay.engine.postgres.stream.StreamFixture.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.Changes;
import dev.backstay.engine.postgres.changes.WalRecords;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.postgres.fixture.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("system")
class TimelineSwitchTest {
  private static final String SMALL_SEGMENTS = "--wal-segsize=1";
  private static final String ROWS = "INSERT INTO rows SELECT generate_series(1, 20000)";

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void promotionOfTheStreamingServerIsFollowedOnTheSameConnection(int version) throws Exception {
    // Given
    try (TestCluster primary = primary(version);
        TestCluster standby = primary.standby(temporary.resolve("standby"))) {
      StreamStart start = withSlot(standby);
      ReceivedWal received = received(start);
      try (WalStream stream = open(standby, start)) {
        primary.sql(ROWS);
        received.takeUntil(stream, 1, written(primary));
        primary.stop();
        // When
        standby.promote();
        standby.sql(ROWS);
        received.takeUntil(stream, 2, written(standby));
        // Then
        assertThat(stream.position().timeline()).isEqualTo(2);
      }
      assertSwitched(received, standby);
      received.matches(standby.data().resolve("pg_wal"), 2);
      received.matches(primary.data().resolve("pg_wal"), 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void promotedStandbyGoesOnWhereTheLostPrimaryEnded(int version) throws Exception {
    // Given
    try (TestCluster primary = primary(version);
        TestCluster standby = primary.standby(temporary.resolve("standby"))) {
      StreamStart start = withSlot(primary);
      ReceivedWal received = received(start);
      try (WalStream stream = open(primary, start)) {
        primary.sql(ROWS);
        received.takeUntil(stream, 1, written(primary));
        awaitReplay(standby, received.end(1));
      }
      primary.kill();
      // When
      standby.promote();
      standby.sql(ROWS);
      withSlot(standby);
      try (WalStream stream = open(standby, StreamFixture.at(start, 1, received.end(1)))) {
        received.takeUntil(stream, 2, written(standby));
      }
      // Then
      assertSwitched(received, standby);
      received.matches(standby.data().resolve("pg_wal"), 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17})
  void whatTheLostPrimaryHadBeyondTheForkStaysOnItsTimeline(int version) throws Exception {
    // Given
    try (TestCluster primary = primary(version);
        TestCluster standby = primary.standby(temporary.resolve("standby"))) {
      StreamStart start = withSlot(primary);
      ReceivedWal received = received(start);
      awaitReplay(standby, written(primary));
      standby.stop();
      try (WalStream stream = open(primary, start)) {
        primary.sql(ROWS);
        received.takeUntil(stream, 1, written(primary));
      }
      primary.stop();
      // When
      standby.start();
      standby.promote();
      standby.sql(ROWS);
      withSlot(standby);
      try (WalStream stream = open(standby, StreamFixture.at(start, 1, received.end(1)))) {
        received.takeUntil(stream, 2, written(standby));
      }
      // Then
      TimelineSwitch step = assertSwitched(received, standby);
      assertThat(step.fork()).isLessThan(received.end(1));
      received.matches(standby.data().resolve("pg_wal"), 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17})
  void severalPromotionsAreFollowedOneAfterTheOther(int version) throws Exception {
    // Given
    try (TestCluster first = primary(version);
        TestCluster second = first.standby(temporary.resolve("second"));
        TestCluster third = first.standby(temporary.resolve("third"))) {
      third.configure(
          List.of(
              "primary_conninfo='host=127.0.0.1 port=%d user=%s password=%s'"
                  .formatted(second.port(), TestCluster.SUPERUSER, TestCluster.PASSWORD)));
      third.sql("SELECT pg_reload_conf()");
      first.sql("CHECKPOINT");
      Lsn checkpoint = Lsn.parse(first.value("SELECT redo_lsn::text FROM pg_control_checkpoint()"));
      StreamStart start =
          StreamFixture.at(withSlot(third), 1, WalSegment.at(1, checkpoint, 1 << 20).start());
      ReceivedWal received = received(start);
      first.sql(ROWS);
      awaitReplay(third, written(first));
      first.stop();
      second.promote();
      second.sql(ROWS);
      awaitReplay(third, written(second));
      second.stop();
      third.promote();
      third.sql(ROWS);
      // When
      try (WalStream stream = open(third, start)) {
        received.takeUntil(stream, 3, written(third));
      }
      // Then
      assertThat(received.switches()).extracting(TimelineSwitch::to).containsExactly(2, 3);
      received.matches(third.data().resolve("pg_wal"), 3);
      received.matches(second.data().resolve("pg_wal"), 2);
      received.matches(first.data().resolve("pg_wal"), 1);
      assertThat(
              new WalRecords(received.bytes(), version, start.segmentBytes())
                  .between(
                      received
                          .switches()
                          .getLast()
                          .history()
                          .spans(1, checkpoint, received.end(3))
                          .orElseThrow()))
          .isInstanceOf(Changes.Known.class);
    }
  }

  private TestCluster primary(int version) {
    TestCluster primary =
        TestCluster.initialize(temporary.resolve("primary"), version, SMALL_SEGMENTS);
    primary.sql("CREATE TABLE rows (n int)", ROWS);
    return primary;
  }

  private ReceivedWal received(StreamStart start) throws Exception {
    return new ReceivedWal(
        Files.createDirectory(temporary.resolve("received")), start.segmentBytes());
  }

  private static TimelineSwitch assertSwitched(ReceivedWal received, TestCluster promoted)
      throws Exception {
    assertThat(received.switches()).hasSize(1);
    TimelineSwitch step = received.switches().getFirst();
    assertThat(step.from()).isEqualTo(1);
    assertThat(step.to()).isEqualTo(2);
    assertThat(step.history().endOf(1)).contains(step.fork());
    assertThat(WalSegment.at(2, step.fork(), 1 << 20).start()).isEqualTo(step.resume());
    assertThat(promoted.data().resolve("pg_wal").resolve(TimelineHistory.fileName(2)))
        .hasContent(step.historyFile());
    return step;
  }

  private static void awaitReplay(TestCluster standby, Lsn position) {
    String replayed = "SELECT pg_last_wal_replay_lsn() >= '" + position + "'";
    while (!standby.query(replayed).equals(List.of(List.of("t")))) {
      Thread.onSpinWait();
    }
  }
}
