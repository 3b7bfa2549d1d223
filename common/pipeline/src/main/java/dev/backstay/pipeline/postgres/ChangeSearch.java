package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.ChangedBlocks;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.changes.Changes;
import dev.backstay.engine.postgres.changes.WalBytes;
import dev.backstay.engine.postgres.changes.WalFolder;
import dev.backstay.engine.postgres.changes.WalRecords;
import dev.backstay.engine.postgres.changes.WalSummaries;
import dev.backstay.engine.postgres.physical.PhysicalCapture;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what changed in a cluster since an earlier backup, by the best road that is open: the
 * server's own summaries of its log, the log itself, the times of files. Confined to the capture's
 * thread.
 */
final class ChangeSearch {
  /** The server sums up its log soon after a checkpoint; a busy one may lag behind. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** By how much the clock of a file server and that of the database may differ. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(2);

  private final PhysicalCapture capture;
  private final List<WalBytes> logs;
  private final List<String> closed = new ArrayList<>();

  /**
   * @param logs where WAL may be, beside the server itself
   */
  ChangeSearch(PhysicalCapture capture, List<WalBytes> logs) {
    this.capture = capture;
    this.logs = new ArrayList<>();
    ServerFacts server = capture.facts();
    this.logs.add(
        capture.onDisk()
            ? new WalFolder(
                Path.of(server.setting("data_directory"), "pg_wal"), server.walSegmentBytes())
            : new ServerWal(capture.session()));
    this.logs.addAll(logs);
  }

  /** What will be read: by which knowledge, and how that is said to people. */
  record Found(ChangedBy by, String how) {}

  /** Tells the capture what it need not read, as far as the plan lets it. */
  Found apply(ReadPlan plan) {
    return switch (plan) {
      case ReadPlan.Everything(String reason) -> new Found(ChangedBy.FULL, reason);
      case ReadPlan.ChangesSince(PhysicalTags before) -> since(before);
    };
  }

  private Found since(PhysicalTags before) {
    int timeline = capture.facts().timeline();
    Optional<List<TimelineSpan>> spans =
        TimelineFile.read(capture.session(), timeline)
            .flatMap(
                history -> history.spans(before.timeline(), before.start(), capture.startLsn()));
    if (spans.isEmpty()) {
      return new Found(
          ChangedBy.FULL,
          "everything, since timeline %d is not known to descend from %s of timeline %d"
              .formatted(timeline, before.start(), before.timeline()));
    }
    return summaries(spans.get())
        .or(() -> log(spans.get()))
        .orElseGet(() -> {
          capture.sinceTime(before.started().minus(CLOCKS_APART));
          return new Found(
              ChangedBy.FILE_TIMES,
              "files whose time or size changed, since " + String.join(", and ", closed));
        });
  }

  private Optional<Found> summaries(List<TimelineSpan> spans) {
    Changes changes = new WalSummaries(capture.session().connection()).between(spans, PATIENCE);
    return known(changes, ChangedBy.WAL_SUMMARIES, "what the server's WAL summaries name");
  }

  private Optional<Found> log(List<TimelineSpan> spans) {
    long bytes = spans.stream().mapToLong(span -> span.end().minus(span.start())).sum();
    if (bytes > capture.expectedBytes()) {
      closed.add("there is more WAL than there are files"); // to read the files is quicker
      return Optional.empty();
    }
    ServerFacts server = capture.facts();
    for (WalBytes log : logs) {
      Changes changes =
          new WalRecords(log, server.major(), server.walSegmentBytes()).between(spans);
      Optional<Found> found = known(changes, ChangedBy.WAL, "what the WAL names");
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Found> known(Changes changes, ChangedBy by, String how) {
    return switch (changes) {
      case Changes.Known(ChangedBlocks blocks) -> {
        capture.since(blocks);
        yield Optional.of(new Found(by, how));
      }
      case Changes.Unknown(String reason) -> {
        closed.add(reason);
        yield Optional.empty();
      }
    };
  }
}
