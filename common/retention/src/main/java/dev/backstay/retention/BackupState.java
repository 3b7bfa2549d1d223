package dev.backstay.retention;

/** What became of a backup, as far as retention must tell backups apart. */
public enum BackupState {
  /** Its run has not ended; it is left alone and takes nobody's place. */
  UNFINISHED,
  /** Published; it can be restored at one destination at least. */
  COMPLETE,
  /** Its run ended without a published snapshot: there is nothing to restore. */
  FAILED,
  /** Published, and found damaged at every destination; it takes no sound backup's place. */
  DAMAGED
}
