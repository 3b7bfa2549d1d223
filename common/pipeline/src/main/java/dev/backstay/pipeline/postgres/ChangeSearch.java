package dev.backstay.pipeline.postgres;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.ChangedBlocks;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.changes.BackupTraces;
import dev.backstay.engine.postgres.changes.Changes;
import dev.backstay.engine.postgres.changes.WalBytes;
import dev.backstay.engine.postgres.changes.WalFolder;
import dev.backstay.engine.postgres.changes.WalRecords;
import dev.backstay.engine.postgres.changes.WalSummaries;
import dev.backstay.engine.postgres.physical.PhysicalCapture;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.pipeline.Comparison;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what changed in a cluster since an earlier backup, by the best road that is open: the
 * server's own summaries of its log, the log that it still has, the log that was streamed of it,
 * the times of files. Where the server did not come from that backup to where it is, no road leads
 * back, and everything is read. Confined to the capture's thread.
 */
final class ChangeSearch {
  /** The server sums up its log soon after a checkpoint; a busy one may lag behind. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** By how much the clock of a file server and that of the database may differ. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

  private final PhysicalCapture capture;
  private final Vault vault;
  private final ServerFacts server;
  private final long expectedBytes;
  private final WalBytes log;
  private final List<String> closed = new ArrayList<>();

  /**
   * Whether the server may have been started since the backup before had begun, or is another one:
   * only so can an older state have been put back on its disk. No two starts have one time, which
   * the server keeps while it runs, so it does not matter whether a clock was set meanwhile.
   */
  private boolean startedAnew = true;

  /**
   * @param vault in whose store streamed log may be
   * @param expectedBytes of the cluster: of more log than that nothing is read
   */
  ChangeSearch(PhysicalCapture capture, Vault vault, long expectedBytes) {
    this.capture = capture;
    this.vault = vault;
    this.server = capture.facts();
    this.expectedBytes = expectedBytes;
    this.log =
        capture.onDisk()
            ? new WalFolder(
                Path.of(server.setting("data_directory"), "pg_wal"), server.walSegmentBytes())
            : new ServerWal(capture.session());
  }

  /**
   * What will be read.
   *
   * @param by which knowledge
   * @param how that is said to people
   * @param comparison by which files are taken over unread
   */
  record Found(ChangedBy by, String how, Comparison comparison) {
    private static Found everything(String reason) {
      return new Found(ChangedBy.FULL, reason, Comparison.NONE);
    }

    private static Found everythingSince(String reason) {
      return everything("everything, since " + reason);
    }
  }

  /** Tells the capture what it need not read, as far as the plan lets it. */
  Found apply(ReadPlan plan) {
    return switch (plan) {
      case ReadPlan.Everything(String reason) -> Found.everything(reason);
      case ReadPlan.ChangesSince(PhysicalTags before) -> since(before);
    };
  }

  private Found since(PhysicalTags before) {
    try {
      Lsn reached = reached();
      startedAnew = !before.serverStarted().equals(Optional.of(capture.serverStartedAt()));
      return switch (descent(before, reached)) {
        case Descent.Broken(String reason) -> Found.everythingSince(reason);
        case Descent.Along(List<TimelineSpan> spans) ->
            switch (trace(before, spans.getFirst())) {
              case ABSENT ->
                  Found.everythingSince(
                      "the server's log knows nothing of the backup before, from %s to %s: an older state was put back"
                          .formatted(before.start(), before.stop()));
              case UNTOLD -> startedAnew ? doubtful(before) : found(before, spans, reached);
              case PRESENT -> found(before, spans, reached);
            };
      };
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.WAL_BROKEN) {
        throw e;
      }
      return Found.everythingSince(String.valueOf(e.getMessage()));
    }
  }

  /** What the server's files surely hold when the backup ends. */
  private Lsn reached() {
    Lsn replayed =
        capture
            .session()
            .row(
                row -> Lsn.parse(row.getString(1)),
                "SELECT min_recovery_end_lsn::text FROM pg_control_recovery()")
            .orElseThrow();
    return capture.startLsn().max(replayed);
  }

  private Descent descent(PhysicalTags before, Lsn reached) {
    return Descent.of(
        before,
        TimelineFile.read(capture.session(), server.timeline()),
        new Descent.Position(server.timeline(), capture.startLsn(), reached));
  }

  /** What the backup before must have left in the log: told only where its end can be seen. */
  private BackupTraces.Finding trace(PhysicalTags before, TimelineSpan span) {
    BackupTraces traces = new BackupTraces(log, server.major(), server.walSegmentBytes());
    BackupTraces.Finding begin = traces.begin(span);
    if (begin == BackupTraces.Finding.ABSENT) {
      return begin;
    }
    if (before.standby()) {
      return BackupTraces.Finding.UNTOLD; // its end leaves no record
    }
    return traces.end(before.timeline(), before.start(), before.stop());
  }

  /**
   * An older state, such as one of amid the backup before, may have been put back unseen: the times
   * of its files tell that, and no log that is left.
   */
  private Found doubtful(PhysicalTags before) {
    closed.add(
        "the server was started anew and no log of it tells the end of the backup before, at %s"
            .formatted(before.stop()));
    return fileTimes(before);
  }

  /** By the first road that leads back. */
  private Found found(PhysicalTags before, List<TimelineSpan> spans, Lsn reached) {
    return summaries(spans)
        .or(() -> records(spans))
        .or(() -> streamed(before, spans, reached))
        .orElseGet(() -> fileTimes(before));
  }

  private Optional<Found> summaries(List<TimelineSpan> spans) {
    Changes changes = new WalSummaries(capture.session().connection()).between(spans, PATIENCE);
    return found(changes, ChangedBy.WAL_SUMMARIES, "what the server's WAL summaries name");
  }

  private Optional<Found> records(List<TimelineSpan> spans) {
    long bytes = spans.stream().mapToLong(span -> span.end().minus(span.start())).sum();
    if (bytes > expectedBytes) {
      closed.add("there is more WAL than there are files"); // to read the files is quicker
      return Optional.empty();
    }
    Changes changes = new WalRecords(log, server.major(), server.walSegmentBytes()).between(spans);
    return found(changes, ChangedBy.WAL, "what the WAL names");
  }

  private Optional<Found> streamed(PhysicalTags before, List<TimelineSpan> spans, Lsn reached) {
    if (startedAnew) {
      // The stream may have joined the log of a state that was given up to that of one put back.
      closed.add("the server was started anew, and what was streamed may be of two histories");
      return Optional.empty();
    }
    Changes changes = new StreamedLog(vault, capture, log).since(before, spans, reached);
    return found(changes, ChangedBy.STREAMED_WAL, "what the WAL named when it was streamed");
  }

  private Optional<Found> found(Changes changes, ChangedBy by, String how) {
    return switch (changes) {
      case Changes.Known(ChangedBlocks blocks) -> {
        capture.since(blocks);
        yield Optional.of(new Found(by, how, Comparison.NONE));
      }
      case Changes.Unknown(String reason) -> {
        closed.add(reason);
        yield Optional.empty();
      }
      case Changes.Severed(String reason) -> Optional.of(Found.everythingSince(reason));
    };
  }

  private Found fileTimes(PhysicalTags before) {
    if (capture.startedAt().isBefore(before.started())) {
      return Found.everythingSince(
          "the server's clock says %s and said %s at the backup before"
              .formatted(capture.startedAt(), before.started()));
    }
    Instant quiet = before.started().minus(CLOCKS_APART);
    capture.quietSince(quiet);
    return new Found(
        ChangedBy.FILE_TIMES,
        "files whose time or size changed, since " + String.join(", and ", closed),
        new QuietFiles(quiet));
  }
}
