package dev.backstay.catalog.request;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.VerificationLevel;
import java.util.List;
import java.util.Optional;

/** What somebody wishes to be done. */
public sealed interface Wish {
  /**
   * A backup now.
   *
   * @param kind as the schedule has it when not given
   */
  record ForBackup(Source source, Optional<BackupKind> kind, List<String> tags) implements Wish {
    public ForBackup {
      tags = List.copyOf(tags);
    }
  }

  /**
   * A proof of a backup.
   *
   * @param destination wherever it is when not given
   * @param level as the policy has it when not given
   */
  record ForProof(
      BackupId backup, Optional<DestinationName> destination, Optional<VerificationLevel> level)
      implements Wish {}
}
