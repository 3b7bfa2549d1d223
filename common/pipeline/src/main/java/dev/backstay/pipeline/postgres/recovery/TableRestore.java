package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.logical.LeftBehind;
import dev.backstay.engine.postgres.logical.TableName;
import dev.backstay.engine.postgres.logical.TableTransfer;
import dev.backstay.engine.postgres.logical.TransferredTable;
import dev.backstay.engine.postgres.recovery.ScratchClients;
import dev.backstay.engine.postgres.recovery.ScratchServer;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.ScratchDirectory;
import dev.backstay.postgres.server.ServerPrograms;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Brings one table back as it was at a point: the cluster is recovered into scratch, and the table
 * brought out of a server on it into another server, under a schema and name of its own. Nothing of
 * the scratch stays.
 */
public final class TableRestore {
  /** A recovery replays as much log as lies between a backup and the target. */
  private static final Duration RECOVERY_LIMIT = Duration.ofHours(12);

  private static final String WRITABLE =
      """
      SELECT NOT current_setting('transaction_read_only')::bool
        AND CASE WHEN EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)
            THEN has_schema_privilege(?, 'CREATE')
            ELSE has_database_privilege(current_database(), 'CREATE') END
      """;

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

  /**
   * What was done.
   *
   * @param left what of the table could not be brought along
   */
  public record Report(RecoveryPlan plan, long rows, List<LeftBehind> left, Duration elapsed) {
    public Report {
      left = List.copyOf(left);
    }
  }

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
      ScratchClients.requireDump(server);
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
        progress.current(source.table().toString());
        TransferredTable brought =
            new TableTransfer(running, bytes -> progress.advance(0, bytes))
                .run(source.database(), source.table(), target.server(), target.table());
        return new Report(
            restored.plan(),
            brought.rows(),
            brought.left(),
            Duration.between(started, clock.instant()));
      }
    }
  }

  /** Before hours of work end in a refusal. */
  private static void requireFree(Target target) {
    String schema = target.table().schema();
    try (ServerSession session = ServerSession.open(target.server(), Role.OBSERVER)) {
      boolean taken =
          session
              .row(
                  row -> row.getBoolean(1),
                  "SELECT true FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                      + " WHERE n.nspname = ? AND c.relname = ?",
                  schema,
                  target.table().name())
              .isPresent();
      if (taken) {
        throw new BackstayException(
            ErrorCode.TABLE_EXISTS,
            "there is a %s at %s already; nothing was restored"
                .formatted(target.table(), target.server()));
      }
      boolean allowed =
          session.row(row -> row.getBoolean(1), WRITABLE, schema, schema).orElse(false);
      if (!allowed) {
        throw new BackstayException(
            ErrorCode.RESTORE_REFUSED,
            "at %s nothing can be made in schema %s: the server is read-only, or the role lacks CREATE; nothing was restored"
                .formatted(target.server(), schema));
      }
    }
  }
}
