package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.stream.ReplicationSlots;
import dev.backstay.engine.postgres.stream.SlotName;
import dev.backstay.pipeline.stream.KnownSlot;
import dev.backstay.pipeline.stream.StreamedSource;
import dev.backstay.store.BlobStore;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Drops the slots that no source of the policy needs any more: one that nobody streams from fills
 * the server's disk. Staging remembers each slot, so one that was left by a process that ended is
 * dropped, too. A slot that cannot be dropped is told by an alarm that names it, and tried again.
 * Of one thread.
 */
final class SlotRemoval {
  /** Between two tries of one slot. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(SlotRemoval.class.getName());

  private final StreamGround ground;
  private final StreamNews news;
  private final Duration release;
  private final Map<Slot, Leaver> leavers = new HashMap<>();
  private boolean recalled;

  /**
   * @param release how long a slot that is not needed is kept
   */
  SlotRemoval(StreamGround ground, StreamNews news, Duration release) {
    this.ground = ground;
    this.news = news;
    this.release = release;
  }

  private record Slot(SourceName source, String name) {
    static Slot of(KnownSlot known) {
      return new Slot(known.source(), known.slot());
    }
  }

  private record Leaver(KnownSlot slot, Instant due) {}

  /** The slot of a source as the policy had it is not needed any more. */
  void add(Captured former) {
    add(former.knownSlot());
  }

  /** It is needed again. */
  void cancel(Captured source) {
    leavers.remove(Slot.of(source.knownSlot()));
  }

  private void add(KnownSlot slot) {
    leavers.put(Slot.of(slot), new Leaver(slot, ground.clock().instant().plus(release)));
  }

  private BlobStore staging() {
    return ground.vault().get().vault().store();
  }

  /**
   * Drops what can be dropped now.
   *
   * @param wanted the sources that are captured
   */
  void attempt(List<Captured> wanted) throws InterruptedException {
    if (!recalled) {
      recall(wanted);
      recalled = true;
    }
    Instant now = ground.clock().instant();
    for (Leaver leaver : List.copyOf(leavers.values())) {
      if (!leaver.due().isAfter(now)) {
        attempt(leaver.slot(), wanted, now);
      }
    }
  }

  /** Those that an earlier process left: the policy may have changed while none ran. */
  private void recall(List<Captured> wanted) {
    List<Slot> kept = wanted.stream().map(source -> Slot.of(source.knownSlot())).toList();
    for (KnownSlot slot : KnownSlot.list(staging())) {
      if (!kept.contains(Slot.of(slot)) && !leavers.containsKey(Slot.of(slot))) {
        add(slot);
      }
    }
  }

  private void attempt(KnownSlot slot, List<Captured> wanted, Instant now)
      throws InterruptedException {
    leavers.put(Slot.of(slot), new Leaver(slot, now.plus(RETRY)));
    if (isNeeded(slot, wanted)) {
      return;
    }
    try {
      boolean captured = wanted.stream().anyMatch(source -> source.name().equals(slot.source()));
      if (captured) {
        drop(slot);
      } else if (!dropAlone(slot)) {
        return;
      }
      slot.remove(staging());
      leavers.remove(Slot.of(slot));
      settle(news.alarms(slot.source()), captured);
      LOG.log(Logger.Level.INFO, "slot dropped source={0} slot={1}", slot.source(), slot.slot());
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      news.alarms(slot.source())
          .raise(
              StreamTrouble.WAL_RETAINED,
              "the slot '%s' is not needed any more and could not be dropped: %s"
                  .formatted(slot.slot(), e.getMessage()),
              "Drop it at the server before the log that it keeps fills the disk: SELECT"
                  + " pg_drop_replication_slot('%s')".formatted(slot.slot()));
    }
  }

  /** Whether another source goes on with it, as one does that was given another name. */
  private boolean isNeeded(KnownSlot slot, List<Captured> wanted) {
    return wanted.stream()
        .filter(source -> source.wal().slot().equals(slot.slot()))
        .anyMatch(source -> source.url().equals(slot.url()) || mayBeSame(source.name(), slot));
  }

  /** As long as one of them is not known, they may be one cluster. */
  private boolean mayBeSame(SourceName source, KnownSlot slot) {
    Optional<SystemId> one = system(source);
    Optional<SystemId> other = system(slot.source());
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  private Optional<SystemId> system(SourceName source) {
    return StreamedSource.read(staging(), source).map(StreamedSource::system);
  }

  /** The troubles of a source that is captured on are those of its stream. */
  private static void settle(Alarms alarms, boolean captured) {
    Set<StreamTrouble> over =
        captured ? EnumSet.of(StreamTrouble.WAL_RETAINED) : EnumSet.allOf(StreamTrouble.class);
    over.forEach(alarms::clear);
  }

  /** Drops it, unless another process still has the source captured, by an earlier policy. */
  private boolean dropAlone(KnownSlot slot) {
    Optional<StreamLease> lease =
        StreamLease.acquire(ground.leases(), StreamWorker.lease(slot.source()));
    if (lease.isEmpty()) {
      return false;
    }
    try (StreamLease _ = lease.get()) {
      drop(slot);
    }
    return true;
  }

  private void drop(KnownSlot slot) {
    PostgresAddress address = PostgresAddress.parse(ground.secrets().apply(slot.url()));
    try (ServerSession session = ServerSession.open(address, Role.SLOT)) {
      new SlotOpening.Identity(staging(), slot.source()).require(session.facts(), address);
      new ReplicationSlots(session).drop(new SlotName(slot.slot()));
    }
  }
}
