package dev.backstay.contract.policy;

/**
 * How much of a source one backup reads. Every kind but {@link #WAL} results in a complete restore
 * point.
 */
public enum BackupKind {
  /** Reads everything again, trusting no hint about what changed. */
  FULL,
  /** Reads only what changed. */
  INCREMENTAL,
  /** A dump of databases or tables. */
  LOGICAL,
  /** A dump of definitions without rows. */
  SCHEMA,
  /**
   * A piece of the continuous capture, rolled up. No restore point by itself: it carries the
   * physical backups before it on to any later instant. Never scheduled and never asked for.
   */
  WAL;

  /** Whether such a backup can be restored by itself, so that it can be asked for and proven. */
  public boolean isRestorePoint() {
    return this != WAL;
  }

  /** How far such a backup can be proven by itself: a piece of a stream starts no server. */
  public VerificationLevel highestProof() {
    return this == WAL ? VerificationLevel.L1 : VerificationLevel.L3;
  }
}
