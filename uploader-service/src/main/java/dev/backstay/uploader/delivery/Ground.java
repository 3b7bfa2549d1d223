package dev.backstay.uploader.delivery;

import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.pruning.Pruning;
import dev.backstay.pipeline.publication.Place;
import dev.backstay.pipeline.publication.Route;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What all destinations' desks of a process share.
 *
 * @param staging the vault in staging; fails with a TRANSIENT error until it is established
 * @param stores the way to each destination, kept open
 * @param pruning the prunes of the vault in staging
 * @param instance the name of this process
 */
public record Ground(
    Supplier<Policy> policy,
    Supplier<Vault> staging,
    Function<Destination, BlobStore> stores,
    Supplier<Pruning> pruning,
    EventPublisher events,
    ProgressBoard progress,
    InstantSource clock,
    String instance) {
  /** Who tells what happens here. */
  public static final String PRODUCER = "/backstay/uploader";

  /** Whether a source's backups go to a destination, by the policy of now. */
  boolean serves(DestinationName destination, SourceName source) {
    return destinationsOf(source).contains(destination);
  }

  /** Where a source's backups go; nowhere for one that is not in the policy. */
  Set<DestinationName> destinationsOf(SourceName source) {
    return policy
        .get()
        .source(source)
        .map(found -> Set.copyOf(found.protection().destinations()))
        .orElse(Set.of());
  }

  /** The way to a destination, with its siblings in the policy's order behind it. */
  Route route(DestinationName destination) {
    List<Place> siblings =
        policy.get().destinations().stream()
            .filter(other -> !other.name().equals(destination))
            .map(other ->
                new Place(
                    other.name(),
                    new LazyBlobStore("destination " + other.name(), () -> stores.apply(other))))
            .toList();
    return new Route(staging.get(), place(destination), siblings, pruning.get().history());
  }

  Place place(DestinationName destination) {
    return place(
        policy
            .get()
            .destination(destination)
            .orElseThrow(() -> new IllegalArgumentException("no destination " + destination)));
  }

  private Place place(Destination destination) {
    return new Place(destination.name(), stores.apply(destination));
  }

  Set<DestinationName> destinations() {
    return policy.get().destinations().stream()
        .map(Destination::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
