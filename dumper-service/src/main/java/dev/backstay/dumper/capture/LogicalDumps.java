package dev.backstay.dumper.capture;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Origin;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.DumpSelection;
import dev.backstay.engine.postgres.logical.LogicalCapture;
import dev.backstay.engine.postgres.logical.Spool;
import dev.backstay.engine.postgres.logical.TablePattern;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.logical.LogicalBackup;
import dev.backstay.pipeline.logical.LogicalRequest;
import dev.backstay.pipeline.logical.LogicalWork;
import dev.backstay.pipeline.staging.RunWork;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Dumps of databases and of their definitions, as the policy selects them.
 *
 * @param spool a directory below which files pass through in plain
 */
record LogicalDumps(Path spool, InstantSource clock) {
  /** Connections of one dump: a source has work of its own to do. */
  private static final int JOBS = 2;

  RunWork work(
      CaptureWork.Assignment assignment,
      Origin.Postgres.Logical logical,
      PostgresAddress address,
      Progress progress) {
    var selection =
        new DumpSelection(
            logical.databases(),
            logical.tables().stream().map(TablePattern::parse).toList(),
            logical.globals(),
            assignment.request().kind() == BackupKind.SCHEMA,
            false,
            JOBS);
    var setting =
        new LogicalCapture.Setting(address, selection, spool, Spool.DEFAULT_LIMIT_BYTES, List.of());
    return new LogicalWork(
        new LogicalBackup(assignment.vault().vault(), clock),
        assignment.order(),
        new LogicalRequest(setting, address.hosts().getFirst().name(), assignment.request().tags()),
        progress);
  }
}
