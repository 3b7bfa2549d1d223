package dev.backstay.engine.postgres.stream;

import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.recovery.TimelineHistory;

/** Asks a server where its timeline came from, over a replication line of its own. */
public final class ServerDescent {
  private ServerDescent() {}

  /**
   * The history of the timeline that the server is on; fails as {@link WalStream#open} does.
   *
   * @param start as which stream the server is entered
   */
  public static TimelineHistory ask(PostgresAddress address, StreamStart start) {
    try (ReplicationLine line =
        ReplicationLine.open(address, start.applicationName(), new Refusals(address, start))) {
      var commands = new ReplicationCommands(line, start);
      int timeline = commands.identify().timeline();
      return timeline == 1
          ? TimelineHistory.ofFirst(timeline) // has no file
          : TimelineHistory.parse(timeline, commands.history(timeline));
    }
  }
}
