package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import java.util.Optional;

/** Where to go on with a stream when the server may have been promoted meanwhile. */
final class Resumption {
  private Resumption() {}

  /**
   * The fork from which another timeline is to be followed. Empty where the server's history leads
   * through the end of the stream: it goes on there. Else the wanted timeline was left at an
   * earlier position; what was received of it beyond belongs to no later state of the server.
   *
   * @param history that of the server's own timeline
   */
  static Optional<ReplicationCommands.Fork> fork(StreamStart start, TimelineHistory history) {
    if (start.timeline() == history.timeline()) {
      return Optional.empty();
    }
    Optional<Lsn> end = history.endOf(start.timeline());
    if (end.isPresent() && !start.from().isAfter(end.orElseThrow())) {
      return Optional.empty();
    }
    int successor = history.successorOf(start.timeline()).orElse(history.timeline());
    Lsn position = end.orElseGet(() -> history.ancestors().getLast().end());
    return Optional.of(new ReplicationCommands.Fork(successor, position));
  }
}
