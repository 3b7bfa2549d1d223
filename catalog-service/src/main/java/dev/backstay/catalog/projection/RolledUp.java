package dev.backstay.catalog.projection;

import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.BackupStarted;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;

/**
 * Tells backups that are pieces of a stream from those that can be restored by themselves. That the
 * stream goes on says nothing about how old the newest restore point is, or whether it is proven.
 */
final class RolledUp {
  private RolledUp() {}

  static boolean is(BackupEvent event) {
    return switch (event) {
      case BackupRequested told -> told.kind() == BackupKind.WAL;
      case BackupStarted told -> told.kind() == BackupKind.WAL;
      case DumpCompleted told -> told.kind() == BackupKind.WAL;
      case Uploaded told -> told.kind() == BackupKind.WAL;
      case VerificationRequested told -> told.kind() == BackupKind.WAL;
      case Verified told -> told.kind() == BackupKind.WAL;
      case VerificationFailed told -> told.kind() == BackupKind.WAL;
      case BackupFailed told -> told.kind() == BackupKind.WAL;
      case PackSealed _, RestoreRequested _, RestoreCompleted _ -> false;
    };
  }
}
