package dev.backstay.pipeline.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.engine.postgres.recovery.TargetAction;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.postgres.fixture.TestPrograms;
import dev.backstay.vault.BlobId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("system")
class PostgresRestoreTest {
  private static final FileOwner MINE = new FileOwner(0, 0, "", "");

  @TempDir Path directory;

  /** A cluster whose rows tell when they were written, held by two backups and a stream. */
  private final class Story implements AutoCloseable {
    final HeldCluster held;
    final BlobId firstBase;
    final Instant afterOne;
    final Lsn atTwo;
    final long thirdXid;
    final List<FrameName> frames;
    final Instant end;

    Story(int major) {
      held = new HeldCluster(directory, major, "--wal-segsize=1");
      held.cluster.sql("CREATE TABLE told (n int primary key, noise text)");
      Lsn from = held.flushed();
      firstBase = held.base();
      tell(1);
      afterOne = held.now();
      tell(2);
      atTwo = held.flushed();
      held.cluster.sql("SELECT pg_create_restore_point('before three')");
      thirdXid =
          Long.parseLong(
              held.cluster.value(
                  "WITH i AS (INSERT INTO told VALUES (3, repeat('x', 5000)) RETURNING 1)"
                      + " SELECT txid_current() FROM i"));
      tell(4);
      Lsn middle = held.flushed();
      Instant middleTime = held.now();
      held.rollUp(1, from, middle, middleTime);
      held.base();
      tell(5);
      end = held.now();
      frames = held.frames(1, middle, held.flushed(), end);
    }

    private void tell(int number) {
      held.cluster.sql(
          "INSERT INTO told SELECT "
              + number
              + ", string_agg(md5(i::text), '') FROM generate_series(1, 20000) i");
    }

    PostgresRestoreReport restore(RecoveryTarget target, Path to) {
      return new PostgresRestore(held.vault, InstantSource.system())
          .run(order(target, to), Progress.NONE);
    }

    RestoreOrder order(RecoveryTarget target, Path to) {
      return new RestoreOrder(
          ClusterHoldings.Selection.ANY,
          RestoreOrder.Wish.to(target),
          new RestoreOrder.Place(to, Map.of(), Optional.of(MINE), Optional.empty()));
    }

    /** The newest row of a server on what was restored. */
    String newest(Path data) {
      return ask(data, held.cluster.version(), "SELECT max(n) FROM told");
    }

    @Override
    public void close() {
      held.close();
    }
  }

  private String ask(Path data, int major, String question) {
    try (ScratchServer server = scratch(data, major);
        Connection connection = server.connect("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(question)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private ScratchServer scratch(Path data, int major) {
    return ScratchServer.start(
        new ScratchServer.Setup(
            TestPrograms.of(major),
            data,
            data.resolveSibling(data.getFileName() + "-s"),
            Map.of(),
            Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theNewestRowIsWhatTheTargetSays(int major) {
    try (Story story = new Story(major)) {
      // Given
      Map<String, RecoveryTarget> targets =
          Map.of(
              "5", new RecoveryTarget.Latest(),
              "4", new RecoveryTarget.Immediate(),
              "1", new RecoveryTarget.Time(story.afterOne),
              "2", new RecoveryTarget.Position(story.atTwo),
              "3", new RecoveryTarget.Transaction(story.thirdXid));

      targets.forEach((row, target) -> {
        // When
        Path to = directory.resolve("to-" + row);
        PostgresRestoreReport report = story.restore(target, to);

        // Then
        assertThat(story.newest(to)).as("%s, %s", target, report.plan()).isEqualTo(row);
      });
    }
  }

  @Test
  void aNamedPointIsFoundAndAnOlderBackupTaken() {
    try (Story story = new Story(15)) {
      // When
      Path to = directory.resolve("to");
      PostgresRestoreReport report = story.restore(new RecoveryTarget.Named("before three"), to);

      // Then
      assertThat(report.plan().base().snapshot()).isEqualTo(story.firstBase);
      assertThat(story.newest(to)).isEqualTo("2");
      assertThatThrownBy(
              () -> story.restore(new RecoveryTarget.Named("nobody's"), directory.resolve("other")))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE));
      assertThat(directory.resolve("other")).doesNotExist();
    }
  }

  @Test
  void anImpossibleInstantIsRefusedWithTheNearest() {
    try (Story story = new Story(15)) {
      // Given
      Instant never = story.end.plusSeconds(3600);

      // Then
      assertThatThrownBy(
              () -> story.restore(new RecoveryTarget.Time(never), directory.resolve("to")))
          .hasMessageContaining(story.end + " before it")
          .hasMessageContaining("none after it")
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE));
      assertThat(directory.resolve("to")).doesNotExist();
    }
  }

  @Test
  void aTimeAfterTheLastCommitStartsAllTheSame() {
    try (Story story = new Story(15)) {
      // Given: nothing was committed between the last row and the end of the stream

      // When
      Path to = directory.resolve("to");
      PostgresRestoreReport report = story.restore(new RecoveryTarget.Time(story.end), to);

      // Then
      assertThat(report.stopsByTarget()).isFalse();
      assertThat(story.newest(to)).isEqualTo("5");
    }
  }

  @Test
  void aMissingFrameEndsTheReachBeforeTheGap() {
    try (Story story = new Story(15)) {
      // Given
      FrameName lost = story.frames.get(story.frames.size() / 2);
      story.held.vault.store().delete(lost.blob());

      // When
      Path to = directory.resolve("to");
      PostgresRestoreReport latest = story.restore(new RecoveryTarget.Latest(), to);

      // Then
      assertThat(latest.plan().end()).isEqualTo(lost.start());
      assertThat(latest.plan().beyond()).contains(lost.end());
      assertThatThrownBy(() ->
              story.restore(
                  new RecoveryTarget.Position(lost.end().plus(1)), directory.resolve("other")))
          .hasMessageContaining(lost.start() + " before it");
    }
  }

  @Test
  void aDeltaRestoreWritesOnlyWhatDiffers() throws Exception {
    try (Story story = new Story(15)) {
      // Given
      Path to = directory.resolve("to");
      story.restore(new RecoveryTarget.Immediate(), to);
      Path strange = Files.writeString(to.resolve("base/strange"), "left over");
      Path damaged = to.resolve("base/1/1259");
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[100] ^= 1;
      Files.write(damaged, bytes);
      RestoreOrder fresh = story.order(new RecoveryTarget.Immediate(), to);
      RestoreOrder.Place place = fresh.place();

      // When
      var restore = new PostgresRestore(story.held.vault, InstantSource.system());

      // Then
      assertThatThrownBy(() -> restore.run(fresh, Progress.NONE))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY));
      assertThatThrownBy(() ->
              restore.run(
                  mended(fresh, new dev.backstay.engine.postgres.SystemId(42)), Progress.NONE))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_DIFFERENT));
      PostgresRestoreReport report = restore.run(mended(fresh, story.held.system()), Progress.NONE);
      assertThat(strange).doesNotExist();
      assertThat(report.removed()).isPositive();
      assertThat(report.files().outcome().bytesWritten()).isLessThan(report.files().bytes() / 10);
      assertThat(story.newest(place.data())).isEqualTo("4");
    }
  }

  private static RestoreOrder mended(RestoreOrder order, dev.backstay.engine.postgres.SystemId id) {
    RestoreOrder.Place place = order.place();
    return new RestoreOrder(
        order.cluster(),
        order.wish(),
        new RestoreOrder.Place(place.data(), place.tablespaces(), place.owner(), Optional.of(id)));
  }

  @Test
  void aRunningServerIsLeftAlone() {
    try (Story story = new Story(15)) {
      // Given
      Path running = story.held.cluster.data();

      // Then
      assertThatThrownBy(() ->
              new PostgresRestore(story.held.vault, InstantSource.system())
                  .run(
                      mended(
                          story.order(new RecoveryTarget.Latest(), running), story.held.system()),
                      Progress.NONE))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_IN_USE));
      assertThat(story.held.cluster.value("SELECT max(n) FROM told")).isEqualTo("5");
    }
  }

  @Test
  void aTablespaceGoesWhereItIsWanted() throws Exception {
    try (var held = new HeldCluster(directory, 15, "--wal-segsize=1")) {
      // Given
      Path place = Files.createDirectory(directory.resolve("fast"));
      held.cluster.server().user().own(place);
      held.cluster.sql(
          "CREATE TABLESPACE fast LOCATION '" + place + "'",
          "CREATE TABLE told (n int) TABLESPACE fast",
          "INSERT INTO told VALUES (7)");
      long oid =
          Long.parseLong(
              held.cluster.value("SELECT oid FROM pg_tablespace WHERE spcname = 'fast'"));
      held.base();
      Path elsewhere = directory.resolve("elsewhere");

      for (Map<Long, Path> tablespaces : List.of(Map.<Long, Path>of(), Map.of(oid, elsewhere))) {
        // When
        Path to = directory.resolve("to-" + tablespaces.size());
        new PostgresRestore(held.vault, InstantSource.system())
            .run(
                new RestoreOrder(
                    ClusterHoldings.Selection.ANY,
                    RestoreOrder.Wish.LATEST,
                    new RestoreOrder.Place(to, tablespaces, Optional.of(MINE), Optional.empty())),
                Progress.NONE);

        // Then
        assertThat(ask(to, 15, "SELECT n FROM told")).isEqualTo("7");
        assertThat(Files.isSymbolicLink(to.resolve("pg_tblspc/" + oid)))
            .isEqualTo(!tablespaces.isEmpty());
      }
      assertThat(elsewhere).isNotEmptyDirectory();
    }
  }

  @Test
  void aRecoveryFollowsAPromotion() {
    try (var held = new HeldCluster(directory, 15, "--wal-segsize=1")) {
      // Given
      held.cluster.sql("CREATE TABLE told (n int)", "INSERT INTO told VALUES (1)");
      Lsn from = held.flushed();
      held.base();
      TestCluster standby = held.owned(held.cluster.standby(directory.resolve("standby")));
      held.cluster.sql("INSERT INTO told VALUES (2)");
      held.cluster.stop();
      standby.promote();
      standby.sql("INSERT INTO told VALUES (3)");
      Lsn fork =
          Lsn.parse(
              standby.value(
                  "SELECT split_part(pg_read_file('pg_wal/00000002.history'), E'\\t', 2)"));
      Instant now = HeldCluster.now(standby);
      held.frames(1, from, fork, now);
      held.frames(
          standby, 2, fork, Lsn.parse(standby.value("SELECT pg_current_wal_flush_lsn()")), now);
      held.history(standby, 2);
      var restore = new PostgresRestore(held.vault, InstantSource.system());

      // When
      Path latest = directory.resolve("latest");
      PostgresRestoreReport newest =
          restore.run(order(latest, new TimelineChoice.Latest()), Progress.NONE);
      Path current = directory.resolve("current");
      restore.run(order(current, new TimelineChoice.Current()), Progress.NONE);

      // Then
      assertThat(newest.plan().path().timeline()).isEqualTo(2);
      assertThat(ask(latest, 15, "SELECT max(n) FROM told")).isEqualTo("3");
      assertThat(ask(current, 15, "SELECT max(n) FROM told")).isEqualTo("2");
      assertThat(ask(current, 15, "SELECT timeline_id FROM pg_control_checkpoint()"))
          .isEqualTo("3");
    }
  }

  private static RestoreOrder order(Path to, TimelineChoice timeline) {
    return new RestoreOrder(
        ClusterHoldings.Selection.ANY,
        new RestoreOrder.Wish(new RecoveryTarget.Latest(), timeline, TargetAction.PROMOTE),
        new RestoreOrder.Place(to, Map.of(), Optional.of(MINE), Optional.empty()));
  }
}
