package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import java.util.Optional;

/**
 * Looks before a stream begins whether it would be that of the wanted cluster and without a gap.
 */
final class ServerCheck {
  private static final int FIRST_THAT_READS_SLOTS = 15;

  private final ReplicationLine line;
  private final ReplicationCommands commands;
  private final PostgresAddress address;
  private final StreamStart start;

  ServerCheck(
      ReplicationLine line,
      ReplicationCommands commands,
      PostgresAddress address,
      StreamStart start) {
    this.line = line;
    this.commands = commands;
    this.address = address;
    this.start = start;
  }

  /** The history of the server's timeline; throws when the server is not to be streamed from. */
  TimelineHistory pass(Refusals refusals) {
    int major = Integer.parseInt(reported("server_version").split("\\D", 2)[0]);
    if (major != start.majorVersion()) {
      throw new BackstayException(
          ErrorCode.SOURCE_UPGRADED,
          "%s is of version %d now and was of %d; what is stored is kept"
              .formatted(address, major, start.majorVersion()));
    }
    ReplicationCommands.Identity identity = commands.identify();
    if (!identity.system().equals(start.system())) {
      throw different(
          "%s is the cluster %s and not %s".formatted(address, identity.system(), start.system()));
    }
    if (Integer.compareUnsigned(identity.timeline(), start.timeline()) < 0) {
      throw behind("is on timeline %d and not yet on %d", identity.timeline(), start.timeline());
    }
    if (identity.timeline() == start.timeline() && identity.end().isBefore(start.from())) {
      throw behind("has WAL up to %s and not up to %s", identity.end(), start.from());
    }
    start
        .slot()
        .filter(_ -> major >= FIRST_THAT_READS_SLOTS)
        .ifPresent(slot -> require(slot, refusals));
    if (identity.timeline() == start.timeline()) {
      return TimelineHistory.ofFirst(identity.timeline());
    }
    return TimelineHistory.parse(identity.timeline(), commands.history(identity.timeline()));
  }

  private void require(SlotName slot, Refusals refusals) {
    switch (commands.slot(slot)) {
      case MISSING -> throw refusals.slotMissing();
      case INVALIDATED -> throw refusals.slotLost();
      case RESERVING -> {}
    }
  }

  /** A standby catches up; a primary that knows less was put back to an older state. */
  private BackstayException behind(String how, Object has, Object wanted) {
    String what = address + " " + how.formatted(has, wanted);
    if (line.reported("in_hot_standby").equals(Optional.of("on"))) {
      return new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE, what + "; it is a standby and is waited for");
    }
    return different(what + ": an older state of the cluster was put back");
  }

  private static BackstayException different(String what) {
    return new BackstayException(ErrorCode.SOURCE_DIFFERENT, what + "; what is stored is kept");
  }

  private String reported(String parameter) {
    return line.reported(parameter)
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.SOURCE_UNREACHABLE, address + " did not tell its " + parameter));
  }
}
