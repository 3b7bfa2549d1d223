package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the records of a piece of log change, and by what the piece is known again: a few kilobytes
 * that are kept where the log is not.
 *
 * @param span from where its first record may start to where the next piece goes on
 * @param last where its last record starts, to which the next piece's first one must point back;
 *     {@link Lsn#ZERO} when there is none
 * @param checkpoints that are recorded in it, in their order
 * @param backups of a primary that ended in it
 * @param blindness why the piece does not tell every change, if it does not: then ask elsewhere
 */
public record LogSummary(
    TimelineSpan span,
    Lsn last,
    List<Checkpoint> checkpoints,
    List<Backup> backups,
    CollectedBlocks blocks,
    Optional<String> blindness) {
  public LogSummary {
    checkpoints = List.copyOf(checkpoints);
    backups = List.copyOf(backups);
  }

  /**
   * The record of a checkpoint. It bears the time of day, so one log has it and no other.
   *
   * @param record where it starts
   * @param redo from where a recovery would begin, and a backup that begins with it
   * @param checksum its own
   */
  public record Checkpoint(Lsn record, Lsn redo, int checksum) {}

  /** What a backup leaves where it ends. */
  public record Backup(Lsn start, Lsn stop) {}

  /** A piece of which nothing can be told. */
  public static LogSummary blind(TimelineSpan span, String reason) {
    return new LogSummary(
        span, Lsn.ZERO, List.of(), List.of(), new BlockTable().finish(), Optional.of(reason));
  }

  /** This and a piece of the same timeline that leaves no gap behind it. */
  public LogSummary and(LogSummary next) {
    var joining = new Joining();
    joining.add(this);
    joining.add(next);
    return joining.finish().orElseThrow();
  }

  /** Pieces that follow each other, as one: each may be forgotten once it is added. */
  public static final class Joining {
    private final BlockTable table = new BlockTable();
    private final List<Checkpoint> checkpoints = new ArrayList<>();
    private final List<Backup> backups = new ArrayList<>();
    private Optional<TimelineSpan> span = Optional.empty();
    private Optional<String> blindness = Optional.empty();
    private Lsn last = Lsn.ZERO;

    /** Adds a piece of the same timeline that leaves no gap behind those before. */
    public void add(LogSummary next) {
      TimelineSpan before = span.orElse(next.span);
      if (before.timeline() != next.span.timeline() || next.span.start().isAfter(before.end())) {
        throw new IllegalArgumentException(next.span + " does not go on behind " + before);
      }
      span =
          Optional.of(
              new TimelineSpan(
                  before.timeline(),
                  before.start().min(next.span.start()),
                  before.end().max(next.span.end())));
      table.addAll(next.blocks);
      checkpoints.addAll(next.checkpoints);
      backups.addAll(next.backups);
      blindness = blindness.or(next::blindness);
      last = next.last;
    }

    /** Where the last record starts so far. */
    public Lsn last() {
      return last;
    }

    /** The whole, if anything was added; it is empty afterwards. */
    public Optional<LogSummary> finish() {
      return span.map(
          whole -> new LogSummary(whole, last, checkpoints, backups, table.finish(), blindness));
    }
  }

  /** What several pieces change together, whose timelines follow each other. */
  public static Changes together(List<LogSummary> pieces) {
    BlockTable table = new BlockTable();
    for (LogSummary piece : pieces) {
      if (piece.blindness().isPresent()) {
        return new Changes.Unknown(piece.blindness().orElseThrow());
      }
      table.addAll(piece.blocks());
    }
    return new Changes.Known(table.finish());
  }

  /** Its bytes. */
  public byte[] encode() {
    return LogSummaryCodec.encode(this);
  }

  /** Reads what {@link #encode} wrote; anything else fails. */
  public static LogSummary decode(byte[] bytes) throws IOException {
    return LogSummaryCodec.decode(bytes);
  }
}
