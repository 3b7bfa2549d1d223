package dev.backstay.catalog.api;

import dev.backstay.catalog.access.Role;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The bodies of requests, as they are written in JSON; read strictly. */
public sealed interface Asked {
  /**
   * A backup.
   *
   * @param kind as the schedule has it when left out
   */
  record Backup(String source, Optional<BackupKind> kind, Optional<List<String>> tags)
      implements Asked {}

  /**
   * A proof.
   *
   * @param destination wherever it is when left out
   * @param level as the policy has it when left out
   */
  record Proof(String backup, Optional<String> destination, Optional<VerificationLevel> level)
      implements Asked {}

  /**
   * A prune.
   *
   * @param dryRun whether to tell only what would go; true when left out
   */
  record Prune(String source, Optional<Boolean> dryRun) implements Asked {}

  /** A token. */
  record NewToken(String name, Role role, Optional<Instant> expiresAt) implements Asked {}
}
