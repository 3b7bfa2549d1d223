package dev.backstay.catalog.query;

import dev.backstay.contract.event.EventType;
import dev.backstay.contract.policy.SourceName;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are asked for.
 *
 * @param types none for all
 * @param subject what they are about; that of an event of a backup is its source
 */
public record FeedFilter(
    Set<EventType> types, Optional<SourceName> source, Optional<String> subject) {
  public static final FeedFilter ALL = new FeedFilter(Set.of(), Optional.empty(), Optional.empty());

  public FeedFilter {
    types = Set.copyOf(types);
  }

  /** Those of some types, of one source where it is named. */
  public FeedFilter(Set<EventType> types, Optional<SourceName> source) {
    this(types, source, Optional.empty());
  }
}
