package dev.backstay.catalog.query;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.util.Optional;
import java.util.Set;

/**
 * Which backups of a source are looked for: those of certain kinds that stand so at one destination
 * at least.
 *
 * @param at destinations that count; all of them when none is named
 * @param tag that each bears
 */
public record Look(
    SourceName source,
    Set<BackupKind> kinds,
    Standing standing,
    Set<DestinationName> at,
    Optional<String> tag) {
  /** How a backup stands at a destination. */
  public enum Standing {
    /** A restore can be tried from there. */
    OFFERED,
    /** And nothing was found bad. */
    SOUND,
    PROVEN,
    DAMAGED
  }

  public Look {
    kinds = Set.copyOf(kinds);
    at = Set.copyOf(at);
  }
}
