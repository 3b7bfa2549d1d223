package dev.backstay.retention;

import dev.backstay.contract.policy.Protection;
import dev.backstay.contract.policy.Retention;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What retention asks of a policy, and the decision it leads to. The decision is a pure function of
 * its arguments, whatever their order. Each rule names backups to keep, and nothing else removes:
 * so one more rule never removes more, and deciding again after a plan was carried out removes
 * nothing. (A longer stream never removes more of the stream; it may begin with another backup.)
 *
 * @param asked how far a backup must be proven to count as verified
 * @param timeZone what days, weeks, months and years are meant in
 */
public record RetentionRules(Retention retention, VerificationLevel asked, ZoneId timeZone) {
  /** The tag that keeps a backup whatever the policy says, until the tag is taken off. */
  public static final String HOLD_TAG = "hold";

  public static RetentionRules of(Protection protection) {
    return new RetentionRules(
        protection.retention(),
        protection.verification().everyBackup(),
        protection.schedule().timeZone());
  }

  /**
   * Decides about every backup.
   *
   * @param backups all that are known of one source, each once
   * @param now what ages are measured from
   */
  public RetentionPlan decide(List<KnownBackup> backups, Instant now) {
    checkOneSource(backups);
    Map<Series, List<KnownBackup>> bySeries = new EnumMap<>(Series.class);
    for (KnownBackup backup : backups) {
      bySeries.computeIfAbsent(backup.series(), _ -> new ArrayList<>()).add(backup);
    }
    StreamWindow window = StreamWindow.of(this, backups, now);
    List<Decision> decisions = new ArrayList<>(backups.size());
    bySeries.forEach((series, members) -> {
      if (series == Series.WAL) {
        var stream = new StreamDecision(this, window, now);
        members.forEach(piece -> decisions.add(stream.on(piece)));
      } else {
        decisions.addAll(new SeriesDecision(this, series, members, window, now).decide());
      }
    });
    return new RetentionPlan(this, now, decisions);
  }

  /** A backup listed twice could be kept once and removed once. */
  private static void checkOneSource(List<KnownBackup> backups) {
    Set<UUID> ids = new HashSet<>();
    for (KnownBackup backup : backups) {
      SourceName source = backups.getFirst().source();
      if (!backup.source().equals(source)) {
        throw new IllegalArgumentException(
            "retention is decided for one source, not for %s and %s"
                .formatted(source, backup.source()));
      }
      if (!ids.add(backup.id())) {
        throw new IllegalArgumentException("backup %s is listed twice".formatted(backup.id()));
      }
    }
  }

  /** Whether it can be restored and its age is known, so that it takes a place in a rule. */
  boolean isCounted(KnownBackup backup, Instant now) {
    return backup.state() == BackupState.COMPLETE && !backup.capturedAt().isAfter(now);
  }

  /** Whether it is counted and proven as far as the policy asks. */
  boolean isVerified(KnownBackup backup, Instant now) {
    return isCounted(backup, now)
        && backup.proven().filter(level -> level.compareTo(asked) >= 0).isPresent();
  }
}
