package dev.backstay.catalog.app.store;

import dev.backstay.catalog.query.EventFeed;
import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.catalog.query.FeedFilter;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.policy.SourceName;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The feed of events from their table. */
@ApplicationScoped
class StoredEventFeed implements EventFeed {
  /** How soon events that another instance took in are found. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final EventRows events;
  private final FeedSignal signal;

  StoredEventFeed(EventRows events, FeedSignal signal) {
    this.events = events;
    this.signal = signal;
  }

  @Override
  @Transactional
  public List<FeedEntry> after(long sequence, FeedFilter filter, int limit) {
    return entries(
        filtered("sequence > :after", filter).with("after", sequence).orderedBy("sequence"), limit);
  }

  @Override
  @Transactional
  public List<FeedEntry> last(FeedFilter filter, int limit) {
    return entries(filtered("1 = 1", filter).orderedBy("sequence desc"), limit).reversed();
  }

  private static Where filtered(String first, FeedFilter filter) {
    return new Where(first)
        .and("source = :source", "source", filter.source().map(SourceName::value))
        .and("subject = :subject", "subject", filter.subject())
        .and(
            "type in :types",
            "types",
            Optional.of(filter.types())
                .filter(types -> !types.isEmpty())
                .map(types -> types.stream().map(Enum::name).toList()));
  }

  private List<FeedEntry> entries(Where where, int limit) {
    return events
        .find(where.text(), where.parameters())
        .range(0, Math.clamp(limit, 1, Paging.MAX_LIMIT) - 1)
        .list()
        .stream()
        .map(EventRow::feedEntry)
        .toList();
  }

  @Override
  @Transactional
  public long newest() {
    return events
        .find("from EventRow order by sequence desc")
        .<EventRow>firstResultOptional()
        .map(row -> row.sequence)
        .orElse(0L);
  }

  @Override
  public void await(long sequence, Duration most) {
    long seen = signal.count();
    if (QuarkusTransaction.requiringNew().call(this::newest) <= sequence) {
      signal.await(seen, most.compareTo(LOOK) < 0 ? most : LOOK);
    }
  }

  @Override
  @Transactional
  public Optional<Event<?>> event(EventId id) {
    return events.one(id);
  }
}
