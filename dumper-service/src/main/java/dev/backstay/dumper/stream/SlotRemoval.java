package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.stream.ReplicationSlots;
import dev.backstay.engine.postgres.stream.SlotName;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Drops the slots of sources that left the policy: one that nobody streams from fills the server's
 * disk. A slot that cannot be dropped is told by an alarm that names it, and tried again for as
 * long as the process lives. Of one thread.
 */
final class SlotRemoval {
  /** Between two tries of one slot. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(SlotRemoval.class.getName());

  private final StreamGround ground;
  private final StreamNews news;
  private final Duration release;
  private final Map<Slot, Leaver> leavers = new HashMap<>();

  /**
   * @param release how long a slot that is not needed is kept
   */
  SlotRemoval(StreamGround ground, StreamNews news, Duration release) {
    this.ground = ground;
    this.news = news;
    this.release = release;
  }

  private record Slot(SourceName source, String name) {}

  private record Leaver(Captured source, Instant due) {}

  /** The slot of a source as the policy had it is not needed any more. */
  void add(Captured former) {
    leavers.put(slot(former), new Leaver(former, ground.clock().instant().plus(release)));
  }

  /** It is needed again. */
  void cancel(Captured source) {
    leavers.remove(slot(source));
  }

  private static Slot slot(Captured source) {
    return new Slot(source.name(), source.wal().slot());
  }

  /** Drops what can be dropped now. */
  void attempt() throws InterruptedException {
    Instant now = ground.clock().instant();
    for (Leaver leaver : leavers.values().stream().toList()) {
      if (!leaver.due().isAfter(now)) {
        attempt(leaver.source(), now);
      }
    }
  }

  private void attempt(Captured former, Instant now) throws InterruptedException {
    try {
      drop(former);
      leavers.remove(slot(former));
      for (StreamTrouble kind : StreamTrouble.values()) {
        news.alarms(former.name()).clear(kind);
      }
      LOG.log(
          Logger.Level.INFO,
          "slot dropped source={0} slot={1}",
          former.name(),
          former.wal().slot());
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      leavers.put(slot(former), new Leaver(former, now.plus(RETRY)));
      news.alarms(former.name())
          .raise(
              StreamTrouble.WAL_RETAINED,
              "the slot '%s' is not needed any more and could not be dropped: %s"
                  .formatted(former.wal().slot(), e.getMessage()),
              "Drop it at the server before the log that it keeps fills the disk: SELECT"
                  + " pg_drop_replication_slot('%s')".formatted(former.wal().slot()));
    }
  }

  private void drop(Captured former) {
    PostgresAddress address = PostgresAddress.parse(ground.secrets().apply(former.url()));
    try (ServerSession session = ServerSession.open(address, Role.SLOT)) {
      new SlotOpening.Identity(ground.vault().get().vault().store(), former.name())
          .require(session.facts(), address);
      new ReplicationSlots(session).drop(new SlotName(former.wal().slot()));
    }
  }
}
