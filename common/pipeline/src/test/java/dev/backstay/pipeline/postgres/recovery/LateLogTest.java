package dev.backstay.pipeline.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.RecoveryTarget;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.engine.postgres.recovery.TimelineChoice;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.SwitchedStore;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.pipeline.stream.LogTime;
import dev.backstay.pipeline.stream.StreamTimeline;
import dev.backstay.postgres.fixture.TestPrograms;
import dev.backstay.store.BlobStat;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log that a destination got later than it was written, or in another place than it was. */
@Tag("system")
class LateLogTest {
  private static final int MAJOR = 15;
  private static final FileOwner MINE = new FileOwner(0, 0, "", "");

  @TempDir Path directory;
  private HeldCluster held;
  private Lsn from;

  @BeforeEach
  void start() {
    held = new HeldCluster(directory, MAJOR, "--wal-segsize=1");
    held.cluster.sql("CREATE TABLE told (n int primary key, noise text)");
    from = held.flushed();
    held.base();
  }

  @AfterEach
  void stop() {
    held.close();
  }

  /** Each row's log takes more than one frame. */
  private void tell(int number) {
    held.cluster.sql(
        "INSERT INTO told SELECT "
            + number
            + ", string_agg(md5(i::text), '') FROM generate_series(1, 20000) i");
  }

  private static RestoreOrder order(RecoveryTarget target, Path to) {
    return new RestoreOrder(
        ClusterHoldings.Selection.ANY,
        RestoreOrder.Wish.to(target),
        new RestoreOrder.Place(to, Map.of(), Optional.of(MINE), Optional.empty()));
  }

  private PostgresRestoreReport restore(RecoveryTarget target, Path to) {
    return new PostgresRestore(held.vault, InstantSource.system())
        .run(order(target, to), Progress.NONE);
  }

  private String newest(Path data) throws SQLException {
    var setup =
        new ScratchServer.Setup(
            TestPrograms.of(MAJOR),
            data,
            data.resolveSibling(data.getFileName() + "-s"),
            Map.of(),
            Duration.ofMinutes(1));
    try (ScratchServer server = ScratchServer.start(setup);
        Connection connection = server.connect("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT max(n) FROM told")) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  @Test
  void anInstantOfAnOutageIsReachedByTheLogThatCameAfterIt() throws SQLException {
    // Given: a stream that was away while two rows were written, and was lost as it caught up
    tell(1);
    Lsn live = held.flushed();
    Instant complete = held.now();
    held.frames(held.cluster, 1, from, live, LogTime.upTo(complete));
    tell(2);
    Instant afterTwo = held.now();
    tell(3);
    Instant afterThree = held.now();
    var late = new LogTime(complete.plus(Duration.ofHours(1)), complete);
    held.frames(held.cluster, 1, live, held.flushed(), late);

    // When
    Path to = directory.resolve("to");
    PostgresRestoreReport report = restore(new RecoveryTarget.Time(afterTwo), to);

    // Then
    assertThat(report.stopsByTarget()).isTrue();
    assertThat(newest(to)).isEqualTo("2");
    assertThatThrownBy(
            () -> restore(new RecoveryTarget.Time(afterThree), directory.resolve("other")))
        .hasMessageContaining(complete + " before it")
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE));
    assertThat(intervals()).extracting(RecoverableInterval::until).containsExactly(complete);
  }

  private List<RecoverableInterval> intervals() {
    return ClusterHoldings.look(
        held.vault,
        holdings ->
            holdings
                .planner(holdings.choose(ClusterHoldings.Selection.ANY))
                .intervals(new TimelineChoice.Latest()));
  }

  @Test
  void aNameThatWasGivenTwiceMeansTheLastUse() throws SQLException {
    // Given
    held.cluster.sql("INSERT INTO told VALUES (1)", "SELECT pg_create_restore_point('größer')");
    held.cluster.sql("INSERT INTO told VALUES (2)", "SELECT pg_create_restore_point('größer')");
    held.cluster.sql("INSERT INTO told VALUES (3)");
    held.frames(1, from, held.flushed(), held.now());

    // When
    Path to = directory.resolve("to");
    restore(new RecoveryTarget.Named("größer"), to);

    // Then
    assertThat(newest(to)).isEqualTo("2");
  }

  /** What an uploader does with frames once their roll-up is published. */
  private Runnable rollUp() {
    tell(1);
    Lsn end = held.flushed();
    Instant until = held.now();
    List<FrameName> frames = held.frames(1, from, end, until);
    return () -> {
      held.rollUp(1, from, end, until);
      frames.forEach(frame -> held.vault.store().delete(frame.blob()));
    };
  }

  @Test
  void aRollUpBetweenTheListingsIsInOneOfThem() throws SQLException {
    // Given
    Runnable rollUp = rollUp();
    var store = new Interrupted(LocalBlobStore.open(directory.resolve("vault")), rollUp);

    // When
    Path to = directory.resolve("to");
    try (Vault vault = Vault.open(store, HeldCluster.PASSWORD, HeldCluster.options())) {
      new PostgresRestore(vault, InstantSource.system())
          .run(order(new RecoveryTarget.Latest(), to), Progress.NONE);
    }

    // Then
    assertThat(newest(to)).isEqualTo("1");
  }

  /** Something happens after the first listing of frames or of snapshots. */
  private static final class Interrupted extends SwitchedStore {
    private final Runnable happening;
    private final AtomicBoolean happened = new AtomicBoolean();

    Interrupted(LocalBlobStore store, Runnable happening) {
      super(store);
      this.happening = happening;
    }

    @Override
    public void list(String prefix, Consumer<BlobStat> consumer) {
      super.list(prefix, consumer);
      boolean looked = prefix.startsWith(StreamTimeline.ROOT) || prefix.startsWith("snapshots");
      if (looked && !happened.getAndSet(true)) {
        happening.run();
      }
    }
  }

  @Test
  void aRollUpInTheMiddleOfARestoreIsFoundByAnotherLook() throws SQLException {
    // Given
    Runnable rollUp = rollUp();
    var decided = new AtomicBoolean();
    var progress =
        new Progress() {
          @Override
          public void total(long files, long bytes) {
            if (!decided.getAndSet(true)) {
              rollUp.run();
            }
          }
        };

    // When
    Path to = directory.resolve("to");
    new PostgresRestore(held.vault, InstantSource.system())
        .run(order(new RecoveryTarget.Latest(), to), progress);

    // Then
    assertThat(newest(to)).isEqualTo("1");
  }
}
