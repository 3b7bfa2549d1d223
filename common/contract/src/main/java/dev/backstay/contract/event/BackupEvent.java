package dev.backstay.contract.event;

import dev.backstay.contract.policy.SourceName;

/** An event in the life of one backup. */
public sealed interface BackupEvent extends BackstayEvent
    permits BackupRequested,
        BackupStarted,
        PackSealed,
        DumpCompleted,
        Uploaded,
        VerificationRequested,
        Verified,
        VerificationFailed,
        BackupFailed,
        RestoreRequested,
        RestoreCompleted {
  BackupId backup();

  SourceName source();

  @Override
  default String subject() {
    return source().value();
  }
}
