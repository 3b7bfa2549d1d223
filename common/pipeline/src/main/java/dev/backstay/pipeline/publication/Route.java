package dev.backstay.pipeline.publication;

import dev.backstay.vault.Vault;
import java.util.List;

/**
 * Where sealed bytes come from and where they go.
 *
 * @param staging the vault opened in staging itself
 * @param siblings other destinations with a replica, the nearest first; asked in this order for
 *     what staging does not hold any more
 * @param prunes what prunes have removed
 */
public record Route(Vault staging, Place destination, List<Place> siblings, PruneHistory prunes) {
  public Route {
    siblings = List.copyOf(siblings);
  }
}
