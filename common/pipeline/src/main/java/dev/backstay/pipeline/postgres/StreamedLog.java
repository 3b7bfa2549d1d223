package dev.backstay.pipeline.postgres;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.changes.Changes;
import dev.backstay.engine.postgres.changes.LogFold;
import dev.backstay.engine.postgres.changes.LogSummary;
import dev.backstay.engine.postgres.changes.WalBytes;
import dev.backstay.engine.postgres.physical.PhysicalCapture;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.pipeline.stream.StreamedChanges;
import dev.backstay.vault.Vault;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What changed, where the server has not all its log any more, by what was noted of the log while
 * it was streamed. The server's own log counts from the checkpoint on from which the backup's slot
 * keeps it. What was streamed counts only where all this is true:
 *
 * <ul>
 *   <li>it goes on without a gap, each record pointing back to the one before it, from the start of
 *       the backup before to behind that checkpoint's record;
 *   <li>it holds the very record of that checkpoint, which bears its time: so it is the log by
 *       which this server came here, and not that of a state that was given up;
 *   <li>it holds the checkpoint with which the backup before began and, of a primary, the record of
 *       its end: so that backup was taken in this log;
 *   <li>all of it is of one timeline.
 * </ul>
 *
 * @param vault in whose store it may be
 * @param serverLog the log that the server still has
 */
record StreamedLog(Vault vault, PhysicalCapture capture, WalBytes serverLog) {
  /** The stream is about a second behind the server; one that stands still is not waited for. */
  private static final int LOOKS = 10;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private static final Logger LOG = System.getLogger(StreamedLog.class.getName());

  /**
   * The changes from the start of the backup before to that of this one.
   *
   * @param spans the way between the two
   * @param reached up to where the server surely has log
   */
  Changes since(PhysicalTags before, List<TimelineSpan> spans, Lsn reached) {
    TimelineSpan first = spans.getFirst();
    Lsn kept = capture.keptLsn();
    if (!before.start().isBefore(kept)) {
      return new Changes.Unknown("what was streamed is no more than what the server has");
    }
    if (kept.isAfter(first.end())) {
      return new Changes.Unknown(
          "the server has no log of timeline %d any more".formatted(first.timeline()));
    }
    try {
      List<LogSummary> ofServer = new ArrayList<>();
      for (TimelineSpan span : from(kept, spans, reached)) {
        Optional<LogSummary> summary = fold().of(span, Lsn.ZERO);
        if (summary.filter(found -> !found.span().end().isBefore(span.end())).isEmpty()) {
          return new Changes.Unknown("the server's log from %s is not at hand".formatted(span));
        }
        ofServer.add(summary.orElseThrow());
      }
      return joined(before, first.timeline(), ofServer);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.SOURCE_UNSUPPORTED) {
        return new Changes.Unknown(String.valueOf(e.getMessage()));
      }
      throw e;
    } catch (RuntimeException e) {
      // A defect in what is there to make a backup quicker must not hinder it.
      LOG.log(Logger.Level.WARNING, "what the streamed log changed could not be read", e);
      return new Changes.Unknown("what the streamed log changed could not be read: " + e);
    }
  }

  private LogFold fold() {
    ServerFacts server = capture.facts();
    return new LogFold(serverLog, server.major(), server.walSegmentBytes());
  }

  /** The end of the way, which the server has; on a standby to behind the checkpoint's record. */
  private static List<TimelineSpan> from(Lsn kept, List<TimelineSpan> spans, Lsn reached) {
    List<TimelineSpan> rest = new ArrayList<>();
    for (TimelineSpan span : spans) {
      boolean isLast = span.equals(spans.getLast());
      Lsn end = isLast ? span.end().max(reached) : span.end();
      Lsn start = span.start().max(kept);
      if (start.isBefore(end)) {
        rest.add(new TimelineSpan(span.timeline(), start, end));
      }
    }
    return rest;
  }

  private Changes joined(PhysicalTags before, int timeline, List<LogSummary> ofServer) {
    Optional<LogSummary.Checkpoint> seam =
        ofServer.stream().limit(1).flatMap(each -> each.checkpoints().stream()).findFirst();
    if (seam.isEmpty() || ofServer.getFirst().span().timeline() != timeline) {
      return new Changes.Unknown("no checkpoint tells whether the streamed log led here");
    }
    StreamedChanges streamed = new StreamedChanges(vault, capture.facts());
    int looks = 0;
    while (true) {
      List<LogSummary> found = streamed.since(timeline, before.start());
      Optional<LogSummary> ours =
          found.stream().filter(each -> isOurs(each, before, seam.get())).findFirst();
      if (ours.isPresent()) {
        List<LogSummary> pieces = new ArrayList<>(ofServer);
        pieces.add(ours.get());
        return LogSummary.together(pieces);
      }
      looks++;
      if (found.isEmpty() || looks == LOOKS) {
        return new Changes.Unknown(reason(found, before));
      }
      pause();
    }
  }

  private static String reason(List<LogSummary> found, PhysicalTags before) {
    if (found.isEmpty()) {
      return "no log was streamed from %s on".formatted(before.start());
    }
    LogSummary last = found.getLast();
    return last.blindness()
        .orElse(
            "the streamed log from %s to %s is not that between the two backups"
                .formatted(before.start(), last.span().end()));
  }

  private static boolean isOurs(
      LogSummary streamed, PhysicalTags before, LogSummary.Checkpoint seam) {
    return streamed.blindness().isEmpty()
        && streamed.checkpoints().contains(seam)
        && streamed.checkpoints().stream()
            .anyMatch(checkpoint -> checkpoint.redo().equals(before.start()))
        && (before.standby()
            || streamed.backups().contains(new LogSummary.Backup(before.start(), before.stop())));
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "stopped while waiting for streamed log", e);
    }
  }
}
