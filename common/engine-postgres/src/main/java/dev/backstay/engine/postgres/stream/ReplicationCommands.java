package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import java.util.List;
import java.util.Optional;

/** The commands of the replication protocol that a stream needs. */
final class ReplicationCommands {
  private final ReplicationLine line;
  private final StreamStart start;

  /** Who answers: the cluster, the timeline it is on, and the end of its WAL. */
  record Identity(SystemId system, int timeline, Lsn end) {}

  /** What the server says of a slot. */
  enum SlotFound {
    /** It keeps WAL. */
    RESERVING,
    MISSING,
    /** It keeps nothing any more; ours always do at first. */
    INVALIDATED
  }

  /** Where a timeline was left, and for which. */
  record Fork(int successor, Lsn position) {}

  ReplicationCommands(ReplicationLine line, StreamStart start) {
    this.line = line;
    this.start = start;
  }

  Identity identify() {
    List<Optional<String>> row = line.answer("IDENTIFY_SYSTEM").getFirst();
    return new Identity(
        SystemId.parse(row.get(0).orElseThrow()),
        Integer.parseInt(row.get(1).orElseThrow()),
        Lsn.parse(row.get(2).orElseThrow()));
  }

  /** From version 15 on. */
  SlotFound slot(SlotName name) {
    List<Optional<String>> row = line.answer("READ_REPLICATION_SLOT \"" + name + "\"").getFirst();
    if (row.get(0).isEmpty()) {
      return SlotFound.MISSING;
    }
    return row.get(1).isEmpty() ? SlotFound.INVALIDATED : SlotFound.RESERVING;
  }

  /** The text of a timeline's history file; the first timeline has none. */
  String history(int timeline) {
    return line.answer("TIMELINE_HISTORY " + timeline).getFirst().get(1).orElseThrow();
  }

  /** Begins to stream; where the timeline was left, when it holds nothing behind the position. */
  Optional<Fork> begin(int timeline, Lsn from) {
    String slot = start.slot().map(name -> "SLOT \"" + name + "\" ").orElse("");
    line.command("START_REPLICATION %sPHYSICAL %s TIMELINE %d".formatted(slot, from, timeline));
    while (true) {
      Message message = line.awaited();
      if (message.kind() == Message.COPY_BOTH) {
        return Optional.empty();
      }
      if (message.kind() == Message.ROW_SHAPE) {
        return Optional.of(fork());
      }
    }
  }

  /** Reads where the timeline was left, once both sides are done with it. */
  Fork fork() {
    Optional<Fork> fork = Optional.empty();
    while (true) {
      Message message = line.awaited();
      if (message.kind() == Message.ROW) {
        List<Optional<String>> row = message.row();
        fork =
            Optional.of(
                new Fork(
                    Integer.parseInt(row.get(0).orElseThrow()),
                    Lsn.parse(row.get(1).orElseThrow())));
      } else if (message.kind() == Message.READY) {
        return fork.orElseThrow(ReplicationCommands::ended);
      }
    }
  }

  /** The step from one timeline to another. */
  TimelineSwitch step(int from, Fork fork) {
    if (fork.successor() <= from) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE,
          "the server goes on from timeline %d to %d".formatted(from, fork.successor()));
    }
    String text = history(fork.successor());
    Lsn resume = WalSegment.at(fork.successor(), fork.position(), start.segmentBytes()).start();
    return new TimelineSwitch(
        from, fork.position(), resume, TimelineHistory.parse(fork.successor(), text), text);
  }

  static BackstayException ended() {
    return new BackstayException(
        ErrorCode.SOURCE_UNREACHABLE,
        "the server ended the stream as it shut down; what was confirmed is kept");
  }
}
