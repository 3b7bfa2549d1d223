package dev.backstay.dumper.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.connection.Role;
import dev.backstay.engine.postgres.connection.ServerSession;
import dev.backstay.engine.postgres.stream.ReplicationSlots;
import dev.backstay.engine.postgres.stream.SlotName;
import dev.backstay.engine.postgres.stream.SlotState;
import dev.backstay.pipeline.stream.StreamedSource;
import dev.backstay.store.BlobStore;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A server that is the source's own, with a slot that keeps its log from now on.
 *
 * @param kept from where on the slot keeps the log
 * @param continued whether it has kept it since the capture before; else it was made now
 */
record SlotOpening(ServerFacts facts, Lsn kept, boolean continued) {
  /**
   * Asks a server what it is, and makes sure of the slot.
   *
   * @param captured the newest timeline that was captured: a slot that is missing on it is told; a
   *     server that was promoted since never had one
   */
  static SlotOpening of(
      PostgresAddress address,
      SlotName slot,
      Identity identity,
      OptionalInt captured,
      Alarms alarms) {
    try (ServerSession session = ServerSession.open(address, Role.SLOT)) {
      ServerFacts facts = session.facts();
      identity.require(facts, address);
      var slots = new ReplicationSlots(session);
      Optional<SlotState> state = slots.state(slot);
      Optional<Lsn> kept =
          state
              .filter(found -> found.retention() != SlotState.Retention.LOST)
              .flatMap(SlotState::restart);
      if (kept.isPresent()) {
        return new SlotOpening(facts, kept.get(), true);
      }
      if (state.isPresent()) {
        alarms.raise(
            StreamTrouble.SLOT_LOST,
            "the slot '%s' of %s was invalidated: the server no longer kept its log for it"
                .formatted(slot, address),
            ErrorCode.SLOT_LOST.remedy());
        slots.drop(slot);
      } else if (captured.equals(OptionalInt.of(facts.timeline()))) {
        alarms.raise(
            StreamTrouble.SLOT_MISSING,
            "%s has no slot '%s' any more".formatted(address, slot),
            ErrorCode.SLOT_MISSING.remedy());
      }
      return new SlotOpening(facts, slots.create(slot), false);
    }
  }

  /** Which cluster the source is, by what staging remembers of it. */
  record Identity(BlobStore staging, SourceName source) {
    /** Fails when it is another one; remembers it at the first contact. */
    void require(ServerFacts facts, PostgresAddress address) {
      var found = new StreamedSource(facts.system(), facts.major());
      Optional<StreamedSource> known = StreamedSource.read(staging, source);
      if (known.isEmpty()) {
        found.write(staging, source);
        return;
      }
      StreamedSource expected = known.get();
      if (expected.equals(found)) {
        return;
      }
      if (expected.major() != found.major()) {
        throw new BackstayException(
            ErrorCode.SOURCE_UPGRADED,
            "%s is of version %d now, and %s was captured with version %d; nothing was captured of it, and what is stored is kept"
                .formatted(address, found.major(), source, expected.major()));
      }
      throw new BackstayException(
          ErrorCode.SOURCE_DIFFERENT,
          "%s is the cluster %s, and %s is the cluster %s; nothing was captured of it, and what is stored is kept"
              .formatted(address, found.system(), source, expected.system()));
    }
  }
}
