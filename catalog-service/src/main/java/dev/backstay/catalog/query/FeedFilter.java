package dev.backstay.catalog.query;

import dev.backstay.contract.event.EventType;
import dev.backstay.contract.policy.SourceName;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are asked for.
 *
 * @param types none for all
 */
public record FeedFilter(Set<EventType> types, Optional<SourceName> source) {
  public static final FeedFilter ALL = new FeedFilter(Set.of(), Optional.empty());

  public FeedFilter {
    types = Set.copyOf(types);
  }
}
