package dev.backstay.contract.policy;

import java.time.Duration;
import java.util.List;

/**
 * How far backups are proven, and how often.
 *
 * @param everyBackup level of each backup at each destination
 * @param newest level of the newest backup, once in {@code newestEvery}
 */
public record Verification(
    VerificationLevel everyBackup,
    VerificationLevel newest,
    Duration newestEvery,
    List<ValidationQuery> queries) {
  public Verification {
    queries = List.copyOf(queries);
    if (newest.compareTo(everyBackup) < 0) {
      throw new IllegalArgumentException(
          "'newest: %s' proves less than 'every-backup: %s'".formatted(newest, everyBackup));
    }
    if (newest == VerificationLevel.L3 && queries.isEmpty()) {
      throw new IllegalArgumentException("level L3 asks 'queries', and there are none");
    }
    if (newest != VerificationLevel.L3 && !queries.isEmpty()) {
      throw new IllegalArgumentException(
          "'queries' are asked at level L3 only, not at '%s'".formatted(newest));
    }
  }
}
