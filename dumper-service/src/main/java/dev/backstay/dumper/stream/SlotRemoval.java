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
import dev.backstay.pipeline.stream.SignOfLife;
import dev.backstay.pipeline.stream.StagedFrames;
import dev.backstay.pipeline.stream.StreamedSource;
import dev.backstay.store.BlobStore;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

  /**
   * A slot to be dropped, and when to try.
   *
   * @param remembered whether staging is known to have had it
   */
  private record Leaver(KnownSlot slot, Instant due, boolean remembered) {}

  /** The slot of a source as the policy had it is not needed any more. */
  void add(Captured former) {
    add(former.knownSlot());
  }

  /** It is needed again. */
  void cancel(Captured source) {
    leavers.remove(Slot.of(source.knownSlot()));
  }

  private void add(KnownSlot slot) {
    leavers.put(Slot.of(slot), new Leaver(slot, ground.clock().instant().plus(release), false));
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
        attempt(leaver, wanted, now);
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

  private void attempt(Leaver leaver, List<Captured> wanted, Instant now)
      throws InterruptedException {
    KnownSlot slot = leaver.slot();
    boolean captured = wanted.stream().anyMatch(source -> source.name().equals(slot.source()));
    boolean remembered = slot.isRemembered(staging());
    if (leaver.remembered() && !remembered) {
      leavers.remove(Slot.of(slot));
      settle(news.alarms(slot.source()), captured);
      LOG.log(Logger.Level.INFO, "slot forgotten source={0} slot={1}", slot.source(), slot.slot());
      return;
    }
    leavers.put(Slot.of(slot), new Leaver(slot, now.plus(RETRY), remembered));
    if (isNeeded(slot, wanted)) {
      return;
    }
    try {
      if (captured) {
        drop(slot);
      } else if (!dropAlone(slot, now)) {
        return;
      }
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
    List<Captured> alike =
        wanted.stream().filter(source -> source.wal().slot().equals(slot.slot())).toList();
    if (alike.stream().anyMatch(source -> source.url().equals(slot.url()))) {
      return true;
    }
    Optional<SystemId> system = system(slot.source());
    for (Captured source : alike) {
      Optional<SystemId> other = system(source.name());
      if (system.isEmpty() || other.isEmpty()) {
        return true; // as long as one of them is not known, they may be one
      }
      if (system.equals(other)) {
        raiseKept(slot, source.name());
        return true;
      }
    }
    return false;
  }

  /** Servers of one cluster have slots of their own. */
  private void raiseKept(KnownSlot slot, SourceName other) {
    news.alarms(slot.source())
        .raise(
            StreamTrouble.WAL_RETAINED,
            "the slot '%s' is not needed any more and was left: %s goes on with one of that name in the same cluster, by another address"
                .formatted(slot.slot(), other),
            "If the two addresses are those of two servers, drop it at the one that nobody streams"
                + " from: SELECT pg_drop_replication_slot('%s'). Then, and if they are of one"
                    .formatted(slot.slot())
                + " server, have it forgotten: delete stream-slots/%s/%s in staging"
                    .formatted(slot.source(), slot.slot()));
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

  /**
   * Drops it, unless another process still has the source captured, by an earlier policy, or by a
   * later one than is known here: that one may be without the lease for as long as it connects
   * again or is restarted.
   */
  private boolean dropAlone(KnownSlot slot, Instant now) {
    Optional<StreamLease> lease =
        StreamLease.acquire(ground.leases(), StreamWorker.lease(slot.source()));
    if (lease.isEmpty()) {
      return false;
    }
    try (StreamLease _ = lease.get()) {
      if (lastStreamed(slot.source()).plus(release).isAfter(now)) {
        return false;
      }
      drop(slot);
    }
    return true;
  }

  /** When somebody captured a source last, as far as staging tells. */
  private Instant lastStreamed(SourceName source) {
    Stream<Instant> signs = SignOfLife.read(staging(), source).map(SignOfLife::at).stream();
    StagedFrames frames = StagedFrames.list(staging(), source);
    Stream<Instant> stored =
        frames.timelines(source).stream()
            .flatMap(timeline -> frames.frames(timeline).stream())
            .map(StagedFrames.Stored::modified);
    return Stream.concat(signs, stored).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
  }

  /** Before another process may make it again, and remember it, it is forgotten. */
  private void drop(KnownSlot slot) {
    PostgresAddress address = PostgresAddress.parse(ground.secrets().apply(slot.url()));
    try (ServerSession session = ServerSession.open(address, Role.SLOT)) {
      new SlotOpening.Identity(staging(), slot.source()).require(session.facts(), address);
      new ReplicationSlots(session).drop(new SlotName(slot.slot()));
    }
    slot.remove(staging());
  }
}
