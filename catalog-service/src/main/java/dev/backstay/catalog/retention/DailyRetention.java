package dev.backstay.catalog.retention;

import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Retention that runs by itself: once a day for each source, after a time of day in the source's
 * own time zone. Owned by the thread that calls {@link #look}.
 */
public final class DailyRetention {
  private final Supplier<Policy> policy;
  private final Retention retention;
  private final LocalTime at;
  private final String actor;
  private final InstantSource clock;
  private final Map<SourceName, LocalDate> done = new HashMap<>(); // one for each source

  /**
   * Retention of every source of the policy as it is.
   *
   * @param at not before this time of day
   * @param actor who is said to have asked
   */
  public DailyRetention(
      Supplier<Policy> policy,
      Retention retention,
      LocalTime at,
      String actor,
      InstantSource clock) {
    this.policy = policy;
    this.retention = retention;
    this.at = at;
    this.actor = actor;
    this.clock = clock;
  }

  /** Asks for what is due and was not asked for. A failure leaves the source for the next look. */
  public List<PruneId> look() {
    List<PruneId> asked = new ArrayList<>();
    for (Source source : policy.get().sources()) {
      ZonedDateTime now = clock.instant().atZone(source.protection().schedule().timeZone());
      LocalDate day = now.toLocalDate();
      if (!now.toLocalTime().isBefore(at) && !day.equals(done.get(source.name()))) {
        asked.addAll(retention.askDaily(source, day, actor));
        done.put(source.name(), day);
      }
    }
    return asked;
  }
}
