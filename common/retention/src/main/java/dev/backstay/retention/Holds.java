package dev.backstay.retention;

import dev.backstay.contract.policy.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What keeps a backup whatever the others are. */
final class Holds {
  private Holds() {}

  static List<KeepReason> on(KnownBackup backup, Retention retention, Instant now) {
    List<KeepReason> reasons = new ArrayList<>();
    if (retention.legalHold()) {
      reasons.add(new KeepReason.LegalHold());
    }
    if (backup.tags().contains(RetentionRules.HOLD_TAG)) {
      reasons.add(new KeepReason.Held());
    }
    retention.keepTags().stream()
        .distinct()
        .filter(backup.tags()::contains)
        .forEach(tag -> reasons.add(new KeepReason.Tagged(tag)));
    if (backup.state() == BackupState.UNFINISHED) {
      reasons.add(new KeepReason.Unfinished());
    }
    if (backup.capturedAt().isAfter(now)) {
      reasons.add(new KeepReason.AheadOfClock(now));
    }
    return reasons;
  }
}
