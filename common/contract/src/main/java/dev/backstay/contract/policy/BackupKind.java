package dev.backstay.contract.policy;

/** How much of a source one backup reads. Every kind results in a complete restore point. */
public enum BackupKind {
  /** Reads everything again, trusting no hint about what changed. */
  FULL,
  /** Reads only what changed. */
  INCREMENTAL,
  /** A dump of databases or tables. */
  LOGICAL,
  /** A dump of definitions without rows. */
  SCHEMA
}
