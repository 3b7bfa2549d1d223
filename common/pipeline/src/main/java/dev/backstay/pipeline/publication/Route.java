package dev.backstay.pipeline.publication;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.vault.Vault;
import java.util.List;

/**
 * Where sealed bytes come from and where they go.
 *
 * @param staging the vault opened in staging itself
 * @param siblings destinations with a replica, the nearest first; asked in this order for what
 *     staging does not hold any more; the destination itself is passed over
 * @param prunes what prunes have removed
 */
public record Route(Vault staging, Place destination, List<Place> siblings, PruneHistory prunes) {
  public Route {
    DestinationName self = destination.name();
    siblings = siblings.stream().filter(sibling -> !sibling.name().equals(self)).toList();
  }
}
