package dev.backstay.contract.policy;

import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * When a source is backed up.
 *
 * @param due when each kind is due; a kind without an entry runs on request only; WAL, which is
 *     captured all the time, has none
 * @param timeZone that cron expressions and blackout windows are meant in
 * @param blackout windows in which no scheduled backup starts
 */
public record Schedule(
    Map<BackupKind, CronExpression> due, ZoneId timeZone, List<BlackoutWindow> blackout) {
  public Schedule {
    EnumMap<BackupKind, CronExpression> ordered = new EnumMap<>(BackupKind.class);
    ordered.putAll(due);
    if (!ordered.keySet().stream().allMatch(BackupKind::isRestorePoint)) {
      throw new IllegalArgumentException("WAL is captured continuously and has no schedule");
    }
    due = Collections.unmodifiableMap(ordered);
    blackout = List.copyOf(blackout);
  }
}
