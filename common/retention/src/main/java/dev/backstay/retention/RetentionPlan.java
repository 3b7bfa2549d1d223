package dev.backstay.retention;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is to become of every backup of a source, and why. A plan that removes under a legal hold,
 * or that leaves a series without a verified backup, cannot be made.
 *
 * @param decidedAt what ages were measured from
 * @param decisions one for each backup, the newest first
 */
public record RetentionPlan(RetentionRules rules, Instant decidedAt, List<Decision> decisions) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  public RetentionPlan {
    decisions =
        decisions.stream()
            .sorted(Comparator.comparing(Decision::backup, KnownBackup.NEWEST_FIRST))
            .toList();
    Set<Series> losing = EnumSet.noneOf(Series.class);
    removedIn(decisions).forEach(backup -> losing.add(backup.series()));
    if (rules.retention().legalHold() && !losing.isEmpty()) {
      throw new IllegalArgumentException("nothing is removed under a legal hold");
    }
    for (Series series : losing) {
      if (survivorIn(decisions, series, rules, decidedAt).isEmpty()) {
        throw new IllegalArgumentException(
            "no %s is removed where no verified %s stays"
                .formatted(
                    series.noun(), series.guard() == series ? "one" : series.guard().noun()));
      }
    }
  }

  /**
   * What one request to prune removes.
   *
   * @param survivor the newest verified backup of the series, which stays (of the whole source,
   *     where the stream is removed); where it is not found, nothing may be removed
   * @param forgotten at least one; those that failed have no snapshot
   */
  public record Removal(KnownBackup survivor, List<KnownBackup> forgotten) {
    public Removal {
      forgotten = List.copyOf(forgotten);
    }
  }

  /** The backups that stay, the newest first. */
  public List<KnownBackup> kept() {
    return keptIn(decisions);
  }

  /** The backups that go, the newest first. */
  public List<KnownBackup> removed() {
    return removedIn(decisions);
  }

  /**
   * The newest verified backup that is kept, of the series that brings back most. Empty when
   * nothing is verified, and then nothing is removed.
   */
  public Optional<KnownBackup> survivor() {
    for (Series series : Series.values()) {
      Optional<KnownBackup> survivor = survivor(series);
      if (survivor.isPresent()) {
        return survivor;
      }
    }
    return Optional.empty();
  }

  /** The newest verified backup that is kept of the series, or of the one that guards it. */
  public Optional<KnownBackup> survivor(Series series) {
    return survivorIn(decisions, series, rules, decidedAt);
  }

  /** What to ask for: for each series that loses backups, those and the survivor of the series. */
  public List<Removal> removals() {
    List<KnownBackup> removed = removed();
    List<Removal> removals = new ArrayList<>();
    for (Series series : Series.values()) {
      List<KnownBackup> forgotten =
          removed.stream().filter(backup -> backup.series() == series).toList();
      if (!forgotten.isEmpty()) {
        removals.add(new Removal(survivor(series).orElseThrow(), forgotten));
      }
    }
    return removals;
  }

  /** A line for each backup, the newest first: when it was captured, its kind and the decision. */
  public List<String> explanation() {
    return decisions.stream().map(this::line).toList();
  }

  private String line(Decision decision) {
    KnownBackup backup = decision.backup();
    return "%s  %-11s  %s"
        .formatted(
            MINUTE.format(backup.capturedAt().atZone(rules.timeZone())),
            backup.kind().name().toLowerCase(Locale.ROOT),
            decision.explanation());
  }

  private static List<KnownBackup> keptIn(List<Decision> decisions) {
    return decisions.stream()
        .filter(Decision.Keep.class::isInstance)
        .map(Decision::backup)
        .toList();
  }

  private static List<KnownBackup> removedIn(List<Decision> decisions) {
    return decisions.stream()
        .filter(Decision.Remove.class::isInstance)
        .map(Decision::backup)
        .toList();
  }

  private static Optional<KnownBackup> survivorIn(
      List<Decision> decisions, Series series, RetentionRules rules, Instant now) {
    return keptIn(decisions).stream()
        .filter(backup -> backup.series() == series.guard() && rules.isVerified(backup, now))
        .findFirst();
  }
}
