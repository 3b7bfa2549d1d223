package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.DestinationChanged;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.RefillConsent;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.SealedFile;
import java.util.Optional;

/**
 * Whether one destination answers, and holds its vault if it ever did; a change is told. Confined
 * to the thread that looks.
 */
final class Reachability {
  private final Ground ground;
  private final DestinationName destination;
  private Optional<Boolean> told = Optional.empty();
  private boolean reachable;

  Reachability(Ground ground, DestinationName destination) {
    this.ground = ground;
    this.destination = destination;
  }

  /** Asks the destination for one small thing. */
  void look() {
    reachable = false;
    try {
      Place place = ground.place(destination);
      if (place.store().stat(SealedFile.CONFIG).isEmpty()) {
        requireNew(place);
      }
      reachable = true;
      tell(true, Optional.empty());
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      tell(false, Optional.of(Failure.of(e)));
    }
  }

  /** A mount point without its disk is empty, too. */
  private void requireNew(Place place) {
    BlobStore staging;
    try {
      staging = ground.staging().get().store();
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.VAULT_NOT_READY) {
        throw e;
      }
      return; // staging knows nothing of any destination yet
    }
    RefillConsent.require(staging, place);
  }

  /** What the last look found. */
  boolean isReachable() {
    return reachable;
  }

  private void tell(boolean reachable, Optional<Failure> failure) {
    if (told.equals(Optional.of(reachable))) {
      return;
    }
    var now = ground.clock().instant();
    ground
        .events()
        .publish(
            Event.of(
                Ground.PRODUCER,
                now,
                new DestinationChanged(destination, reachable, failure, ground.instance(), now)));
    told = Optional.of(reachable);
  }
}
