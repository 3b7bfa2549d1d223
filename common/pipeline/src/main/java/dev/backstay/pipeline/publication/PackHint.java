package dev.backstay.pipeline.publication;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.copy.ReplicaFrame;
import java.util.Map;
import java.util.Optional;

/**
 * The early copy of sealed packs to a destination, while their backup still runs. Only ever a
 * saving of time: what it leaves undone, the publication does, and so it never fails but by an
 * interrupt.
 */
public final class PackHint {
  private final Route route;
  private final PublicationListener listener;

  public PackHint(Route route, PublicationListener listener) {
    this.route = route;
    this.listener = listener;
  }

  /**
   * What came of a hint.
   *
   * @param copied what was sent
   * @param failure why not everything was, if so
   */
  public record Outcome(PublicationReport.Copied copied, Optional<BackstayException> failure) {}

  /**
   * Copies packs that are not there yet and confirms those that are good. Several packs share one
   * lock.
   *
   * @param packs with their lengths
   */
  public Outcome copy(Map<BlobId, Long> packs) {
    var delivery = new Delivery(route, listener);
    try {
      copy(packs, delivery);
      return new Outcome(delivery.copied(), Optional.empty());
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      return new Outcome(delivery.copied(), Optional.of(e));
    }
  }

  private void copy(Map<BlobId, Long> packs, Delivery delivery) {
    boolean missing = new ReplicaFrame(route.staging(), route.destination().store()).isMissing();
    try (Visit _ = Visit.begin(route, missing)) {
      delivery.packs(
          packs.entrySet().stream()
              .map(pack -> new Delivery.Pack(pack.getKey(), pack.getValue()))
              .toList());
    }
  }
}
