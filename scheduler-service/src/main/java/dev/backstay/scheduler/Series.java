package dev.backstay.scheduler;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;

/** The backups of one kind of one source, which follow one cron expression. */
public record Series(SourceName source, BackupKind kind) {
  @Override
  public String toString() {
    return kind + " of " + source;
  }
}
