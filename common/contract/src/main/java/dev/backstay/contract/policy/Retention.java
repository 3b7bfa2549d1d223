package dev.backstay.contract.policy;

import java.util.List;

/**
 * Which backups are kept: each that at least one rule keeps. Whatever the rules say, the last
 * verified backup of a source is never removed.
 *
 * @param keepDays every backup of so many days
 * @param keepLast the newest backups, however old
 * @param generations the last backup of each of the newest days, weeks, months and years
 * @param keepTags backups with one of these tags
 * @param streamDays how long the stream of changes is kept, so any instant can be restored
 * @param legalHold whether nothing at all is removed
 */
public record Retention(
    int keepDays,
    int keepLast,
    Generations generations,
    List<String> keepTags,
    int streamDays,
    boolean legalHold) {
  public Retention {
    keepTags = List.copyOf(keepTags);
    if (keepDays < 0 || keepLast < 0 || streamDays < 0) {
      throw new IllegalArgumentException("retention is not negative");
    }
  }

  /** Of how many calendar periods the last backup is kept: grandfather, father, son. */
  public record Generations(int daily, int weekly, int monthly, int yearly) {
    public Generations {
      if (daily < 0 || weekly < 0 || monthly < 0 || yearly < 0) {
        throw new IllegalArgumentException("retention is not negative");
      }
    }
  }
}
