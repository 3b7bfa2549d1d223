package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.LogFold;
import dev.backstay.engine.postgres.changes.LogSummary;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Notes which blocks the log of a source changed before its frames leave staging, so that the next
 * incremental backup knows it when neither the server nor staging has that log any more. What it
 * could not note is a gap, and no backup builds on it. Run between a roll-up and the cleaning of
 * frames, piece by piece; may be stopped anywhere and repeated. Confined to one thread.
 */
public final class LogSummarizer {
  /**
   * Summaries grow up to so much log: a backup that began within one reads what all of it changed.
   */
  private static final long GROWING_BYTES = 256L << 20;

  /** Of log in one piece: some seconds' work, after which it is stored and others have a turn. */
  private static final long PIECE_BYTES = 1L << 30;

  /** A change of five weeks ago concerns no incremental backup: a full one came since. */
  private static final Duration KEPT = Duration.ofDays(35);

  /** Of all summaries of a source: a few times what a day's changes of a large database take. */
  private static final long KEPT_BYTES = 256L << 20;

  /** A backup reads them one by one: about a minute's worth from a store that is far. */
  private static final int KEPT_COUNT = 2000;

  private static final Logger LOG = System.getLogger(LogSummarizer.class.getName());

  private final Vault vault;
  private final BlobStore staging;
  private final RollUpHistory history;
  private final SegmentSizes segmentSizes;
  private final LogSummaries summaries;
  private final InstantSource clock;
  private final long pieceBytes;

  /**
   * @param vault in staging
   */
  public LogSummarizer(Vault vault, InstantSource clock) {
    this(vault, clock, PIECE_BYTES);
  }

  /**
   * @param pieceBytes of log at once
   */
  LogSummarizer(Vault vault, InstantSource clock, long pieceBytes) {
    this.vault = vault;
    this.staging = vault.store();
    this.history = new RollUpHistory(staging);
    this.segmentSizes = new SegmentSizes(vault);
    this.summaries = new LogSummaries(vault);
    this.clock = clock;
    this.pieceBytes = pieceBytes;
  }

  /**
   * Sums up the next piece of each timeline of what was rolled up of a source.
   *
   * @return whether there may be more
   */
  public boolean next(SourceName source) {
    Optional<StreamedSource> cluster = StreamedSource.read(staging, source);
    if (cluster.isEmpty()) {
      return false; // nobody knows how to read its log
    }
    boolean more = false;
    StagedFrames staged = StagedFrames.list(staging, source);
    List<LogSummaries.Stored> all = summaries.of(source);
    for (StreamTimeline timeline : staged.timelines(source)) {
      List<RolledUp> rolled = history.of(timeline);
      if (timeline.system().equals(cluster.get().system())
          && !rolled.isEmpty()
          && !staged.frames(timeline).isEmpty()) {
        var piece = new Piece(timeline, staged, rolled.getLast().range().to());
        List<LogSummaries.Stored> before =
            all.stream().filter(each -> each.timeline().equals(timeline)).toList();
        more |= sumUp(piece, before, cluster.get().major());
      }
    }
    tidy(summaries.of(source));
    return more;
  }

  /**
   * What may be summed up.
   *
   * @param until where the newest roll-up ends: what is behind it stays in staging
   */
  private record Piece(StreamTimeline timeline, StagedFrames staged, Lsn until) {}

  /** Whether there may be more behind what was summed up. */
  private boolean sumUp(Piece piece, List<LogSummaries.Stored> before, int major) {
    Optional<LogSummaries.Stored> newest =
        before.stream().reduce((one, other) -> other.end().compareTo(one.end()) >= 0 ? other : one);
    Lsn reached = newest.map(LogSummaries.Stored::end).orElse(Lsn.ZERO);
    int segmentBytes = segmentSizes.of(piece.staged().frames(piece.timeline()).getFirst().name());
    Optional<TimelineSpan> span = span(piece, reached, segmentBytes);
    if (span.isEmpty()) {
      return false;
    }
    Optional<LogSummary> adjoining =
        newest.filter(_ -> span.get().start().equals(reached)).flatMap(summaries::read);
    Lsn previous = adjoining.map(LogSummary::last).orElse(Lsn.ZERO);
    var bytes = new FramedBytes(vault, piece.timeline(), piece.staged());
    Optional<LogSummary> found =
        fold(new LogFold(bytes, major, segmentBytes), piece.timeline(), span.get(), previous);
    found.ifPresent(summary -> store(piece.timeline(), summary, adjoining, newest));
    return found.isPresent();
  }

  /** What a piece of log tells; of one that cannot be read, that it tells nothing. */
  private static Optional<LogSummary> fold(
      LogFold fold, StreamTimeline timeline, TimelineSpan span, Lsn previous) {
    try {
      return fold.of(span, previous);
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.WAL_BROKEN && e.code() != ErrorCode.SOURCE_UNSUPPORTED) {
        throw e;
      }
      LOG.log(
          Logger.Level.WARNING,
          "log of {0} from {1} to {2} tells no incremental backup what changed: {3}",
          timeline,
          span.start(),
          span.end(),
          e.getMessage());
      return Optional.of(blind(span, fold.segmentBytes(), String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      // A defect with one record must not keep what follows from being told.
      LOG.log(Logger.Level.ERROR, "log of " + timeline + ", " + span + ", could not be read", e);
      return Optional.of(blind(span, fold.segmentBytes(), "a defect: " + e));
    }
  }

  /** From where the last one ended or, behind a gap, from the next segment on. */
  private Optional<TimelineSpan> span(Piece piece, Lsn reached, int segmentBytes) {
    int timeline = piece.timeline().timeline();
    for (LogRange held : piece.staged().coverage(piece.timeline()).ranges()) {
      Lsn end = held.to().min(piece.until());
      Lsn start = reached;
      if (reached.equals(Lsn.ZERO) || reached.isBefore(held.from())) {
        WalSegment first = WalSegment.at(timeline, held.from(), segmentBytes);
        start = first.start().equals(held.from()) ? held.from() : first.end();
      }
      if (start.isBefore(end)) {
        return Optional.of(new TimelineSpan(timeline, start, end.min(start.plus(pieceBytes))));
      }
    }
    return Optional.empty();
  }

  /** Up to the next segment, at which reading may begin anew. */
  private static LogSummary blind(TimelineSpan span, int segmentBytes, String reason) {
    Lsn end = WalSegment.endingAt(span.timeline(), span.end(), segmentBytes).end();
    return LogSummary.blind(new TimelineSpan(span.timeline(), span.start(), end), reason);
  }

  /** A short one is replaced by a longer one: so an idle server has few. */
  private void store(
      StreamTimeline timeline,
      LogSummary summary,
      Optional<LogSummary> adjoining,
      Optional<LogSummaries.Stored> newest) {
    boolean joins =
        summary.blindness().isEmpty()
            && adjoining
                .filter(before -> before.blindness().isEmpty())
                .filter(
                    before -> summary.span().end().minus(before.span().start()) <= GROWING_BYTES)
                .isPresent();
    if (!joins) {
      var _ = summaries.write(timeline, summary);
      return;
    }
    BlobName written = summaries.write(timeline, adjoining.orElseThrow().and(summary));
    newest.filter(old -> !old.name().equals(written)).ifPresent(summaries::remove);
  }

  /** Removes what another one repeats, what is old, and the oldest beyond the limits. */
  private void tidy(List<LogSummaries.Stored> all) {
    Instant old = clock.instant().minus(KEPT);
    List<LogSummaries.Stored> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      LogSummaries.Stored each = all.get(i);
      boolean repeated = i + 1 < all.size() && repeats(all.get(i + 1), each);
      if (repeated || each.modified().isBefore(old)) {
        summaries.remove(each);
      } else {
        kept.add(each);
      }
    }
    kept.sort((one, other) -> other.modified().compareTo(one.modified()));
    long bytes = 0;
    for (int i = 0; i < kept.size(); i++) {
      bytes += kept.get(i).bytes();
      if (i >= KEPT_COUNT || bytes > KEPT_BYTES) {
        summaries.remove(kept.get(i));
      }
    }
  }

  /** Whether one that grew stands beside what it grew from: it is the next in their order. */
  private static boolean repeats(LogSummaries.Stored next, LogSummaries.Stored each) {
    return next.timeline().equals(each.timeline()) && next.start().equals(each.start());
  }
}
