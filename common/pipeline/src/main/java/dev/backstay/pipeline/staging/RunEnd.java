package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.BackupId;

/**
 * How the attempts of a backup ended, all of them: created once at the backup's commit point and
 * never changed. Whoever comes later finds it there and loses.
 */
sealed interface RunEnd permits RunCommit, RunAbandonment {
  /** Written into every end and manifest; a reader refuses another. */
  int VERSION = 1;

  BackupId backup();

  /** The bytes that are stored. */
  byte[] encode();
}
