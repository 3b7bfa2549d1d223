package dev.backstay.pipeline.postgres;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.util.List;
import java.util.Optional;

/** How a server came from an earlier backup to where it is now, by the history of timelines. */
sealed interface Descent {
  /** By these spans, which follow each other. */
  record Along(List<TimelineSpan> spans) implements Descent {
    public Along {
      spans = List.copyOf(spans);
    }
  }

  /** It did not, as far as is known: what the earlier backup holds may be of another history. */
  record Broken(String reason) implements Descent {}

  /**
   * Where a server is.
   *
   * @param start where the backup that begins now starts
   * @param reached what its files surely hold when that backup ends: more than the start on a
   *     standby whose primary makes no checkpoints
   */
  record Position(int timeline, Lsn start, Lsn reached) {}

  /**
   * Decides. An earlier backup holds pages of every moment up to its stop, so the server must have
   * come by that, too, and not only by its start.
   *
   * @param history of the server's timeline; empty when it is gone
   */
  static Descent of(PhysicalTags before, Optional<TimelineHistory> history, Position now) {
    Optional<List<TimelineSpan>> spans =
        history.flatMap(known -> known.spans(before.timeline(), before.start(), now.start()));
    if (spans.isEmpty()) {
      return new Broken(
          "timeline %d is not known to descend from %s of timeline %d"
              .formatted(now.timeline(), before.start(), before.timeline()));
    }
    Optional<Lsn> fork = history.flatMap(known -> known.endOf(before.timeline()));
    if (fork.filter(end -> end.isBefore(before.stop())).isPresent()) {
      return new Broken(
          "timeline %d was left at %s, before the end of the backup before at %s"
              .formatted(before.timeline(), fork.orElseThrow(), before.stop()));
    }
    if (now.reached().isBefore(before.stop())) {
      return new Broken(
          "the server is at %s, before the end of the backup before at %s"
              .formatted(now.reached(), before.stop()));
    }
    return new Along(spans.orElseThrow());
  }
}
