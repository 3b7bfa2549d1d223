package dev.backstay.catalog.app.http;

import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.util.Optional;

/** The policy that this process was given, if it was given one. */
public record PolicyFile(Optional<Policy> policy) {
  /** A source of it; refused when there is none. */
  Source source(SourceName name) {
    return policy
        .flatMap(all -> all.source(name))
        .orElseThrow(
            () ->
                RefusedException.unknown(
                    policy.isPresent()
                        ? "the policy has no source '%s'".formatted(name)
                        : "this server was given no policy file, so it knows no sources"));
  }

  /** How far a source's backups are proven when nobody says otherwise. */
  VerificationLevel usualLevel(SourceName name) {
    return policy
        .flatMap(all -> all.source(name))
        .map(source -> source.protection().verification().everyBackup())
        .orElse(VerificationLevel.L1);
  }
}
