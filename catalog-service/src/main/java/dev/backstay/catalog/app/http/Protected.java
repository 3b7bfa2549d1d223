package dev.backstay.catalog.app.http;

import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.util.function.Supplier;

/** What the policy protects, for callers who name it. */
record Protected(Supplier<Policy> present) {
  Policy policy() {
    return present.get();
  }

  /** A source of it; refused when there is none. */
  Source source(SourceName name) {
    return policy()
        .source(name)
        .orElseThrow(
            () -> RefusedException.unknown("the policy has no source '%s'".formatted(name)));
  }

  /** How far a source's backups are proven when nobody says otherwise. */
  VerificationLevel usualLevel(SourceName name) {
    return policy()
        .source(name)
        .map(source -> source.protection().verification().everyBackup())
        .orElse(VerificationLevel.L1);
  }
}
