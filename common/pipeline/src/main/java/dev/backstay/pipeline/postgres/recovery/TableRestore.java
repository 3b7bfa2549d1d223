package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.engine.postgres.recovery.TableCopy;
import dev.backstay.engine.postgres.recovery.TableName;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.ScratchDirectory;
import dev.backstay.postgres.server.ServerPrograms;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Brings one table back as it was at a point: the cluster is recovered into scratch, and the table
 * copied out of a server on it into another server, under a schema and name of its own. Nothing of
 * the scratch stays.
 */
public final class TableRestore {
  /** A recovery replays as much log as lies between a backup and the target. */
  private static final Duration RECOVERY_LIMIT = Duration.ofHours(12);

  private final Vault vault;
  private final InstantSource clock;
  private final Path scratch;
  private final List<Path> programs;

  /**
   * @param scratch with room for the whole cluster
   * @param programs folders of server programs, beside those where distributions install them
   */
  public TableRestore(Vault vault, InstantSource clock, Path scratch, List<Path> programs) {
    this.vault = vault;
    this.clock = clock;
    this.scratch = scratch;
    this.programs = List.copyOf(programs);
  }

  /** A table of a database. */
  public record Source(String database, TableName table) {}

  /** Where the copy goes. */
  public record Target(PostgresAddress server, TableName table) {}

  /** What was done. */
  public record Report(RecoveryPlan plan, long rows, Duration elapsed) {}

  /** Which cluster, up to where. */
  public record Point(ClusterHoldings.Selection cluster, RestoreOrder.Wish wish) {}

  /** Runs it. */
  public Report run(Point point, Source source, Target target, Progress progress) {
    Instant started = clock.instant();
    requireFree(target);
    try (ScratchDirectory directory = ScratchDirectory.below(scratch)) {
      Path data = directory.path().resolve("data");
      var restore = new PostgresRestore(vault, clock);
      var order = new RestoreOrder(point.cluster(), point.wish(), RestoreOrder.Place.scratch(data));
      RecoveryPlan plan = restore.plan(order);
      ServerPrograms server = ServerPrograms.require(plan.base().version(), programs);
      PostgresRestoreReport restored = restore.run(order, progress);
      var setup =
          new ScratchServer.Setup(
              server,
              data,
              directory.path().resolve("s"),
              restore.description(plan.base().snapshot()).server().settings(),
              RECOVERY_LIMIT);
      progress.current("recovering");
      try (ScratchServer running = ScratchServer.start(setup)) {
        long rows = copy(running, source, target, progress);
        return new Report(restored.plan(), rows, Duration.between(started, clock.instant()));
      }
    }
  }

  /** Before hours of work end in a refusal. */
  private static void requireFree(Target target) {
    try (ServerSession session = ServerSession.open(target.server(), Role.OBSERVER)) {
      boolean taken =
          session
              .row(
                  row -> row.getBoolean(1),
                  "SELECT true FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                      + " WHERE n.nspname = ? AND c.relname = ?",
                  target.table().schema(),
                  target.table().name())
              .isPresent();
      if (taken) {
        throw new BackstayException(
            ErrorCode.TABLE_EXISTS,
            "there is a %s at %s already; nothing was restored"
                .formatted(target.table(), target.server()));
      }
    }
  }

  private static long copy(ScratchServer server, Source source, Target target, Progress progress) {
    progress.current(source.table().toString());
    try (Connection from = server.connect(source.database());
        ServerSession into = ServerSession.open(target.server(), Role.OBSERVER)) {
      return new TableCopy(from, into.connection())
          .run(source.table(), target.table(), bytes -> progress.advance(0, bytes));
    } catch (SQLException e) {
      throw new BackstayException(
          ErrorCode.RECOVERY_FAILED, "the scratch server was lost: " + e.getMessage(), e);
    }
  }
}
