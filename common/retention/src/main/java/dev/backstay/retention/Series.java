package dev.backstay.retention;

import dev.backstay.contract.policy.BackupKind;

/**
 * The backups of a source that can stand in for each other. Rules count each series by itself, so
 * that a dump of definitions taken an hour after a full backup does not replace it. The series that
 * brings back most comes first.
 */
public enum Series {
  /** All of the source, whether everything was read or only what changed. */
  WHOLE("backup"),
  LOGICAL("logical backup"),
  SCHEMA("schema backup"),
  /** The stream of changes, rolled up; nothing of it can stand in for anything else. */
  WAL("WAL roll-up");

  private final String noun;

  Series(String noun) {
    this.noun = noun;
  }

  public static Series of(BackupKind kind) {
    return switch (kind) {
      case FULL, INCREMENTAL -> WHOLE;
      case LOGICAL -> LOGICAL;
      case SCHEMA -> SCHEMA;
      case WAL -> WAL;
    };
  }

  /** Of which series a verified backup must stay where one of this series goes. */
  Series guard() {
    return this == WAL ? WHOLE : this;
  }

  /** What a backup of the series is called in an explanation. */
  String noun() {
    return noun;
  }
}
