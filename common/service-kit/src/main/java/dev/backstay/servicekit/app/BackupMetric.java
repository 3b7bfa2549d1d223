package dev.backstay.servicekit.app;

/**
 * The metrics that operators' dashboards and alarms are built on. Their names are for ever, and as
 * Prometheus shows them.
 */
public enum BackupMetric {
  HEALTH_STATUS("backup_health_status", "1 when healthy, 0 when not"),
  TOTAL_COUNT("backup_total_count", "Backups there are"),
  TOTAL_SIZE_BYTES("backup_total_size_bytes", "Bytes they occupy"),
  DISK_USAGE_PERCENT("backup_disk_usage_percent", "How full the place is"),
  RTO_MINUTES("backup_rto_minutes", "Time that recovery takes, as last measured"),
  RPO_MINUTES("backup_rpo_minutes", "Work that would be lost now"),
  LAST_FULL_AGE_HOURS("backup_last_full_age_hours", "Age of the last full backup"),
  SUCCESS_RATE("backup_success_rate", "Share of backups that succeeded lately, 0 to 1"),
  FAILURES_LAST_24H("backup_failures_last_24h", "Failures of the last 24 hours"),
  STREAM_BEHIND_SECONDS(
      "backup_stream_behind_seconds", "What a destination lacks of a source's changes, in seconds"),
  STREAM_ALARMS("backup_stream_alarms", "Alarms about the capture of changes that are not over");

  private final String wireName;
  private final String help;

  BackupMetric(String wireName, String help) {
    this.wireName = wireName;
    this.help = help;
  }

  /** The name as Prometheus shows it. */
  public String wireName() {
    return wireName;
  }

  public String help() {
    return help;
  }
}
