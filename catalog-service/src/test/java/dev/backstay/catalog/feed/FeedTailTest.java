package dev.backstay.catalog.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.catalog.query.EventFeed;
import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.catalog.query.FeedFilter;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeedTailTest {
  private static final FeedFilter ODD =
      new FeedFilter(Set.of(), Optional.empty(), Optional.of("odd"));

  private final Feed feed = new Feed();
  private final FeedTail tail = new FeedTail(feed);

  /** A feed with gaps in its numbers, as databases make them. */
  private static final class Feed implements EventFeed {
    private final List<FeedEntry> entries = new ArrayList<>();
    private int asked;

    void add(int count) {
      for (int i = 0; i < count; i++) {
        long sequence = newest() + 1 + entries.size() % 3;
        entries.add(
            new FeedEntry(sequence, EventType.VERIFIED, sequence % 2 == 0 ? "even" : "odd", "{}"));
      }
    }

    @Override
    public List<FeedEntry> after(long sequence, FeedFilter filter, int limit) {
      asked++;
      return entries.stream()
          .filter(entry -> entry.sequence() > sequence)
          .filter(entry -> filter.subject().filter(s -> !s.equals(entry.subject())).isEmpty())
          .limit(limit)
          .toList();
    }

    @Override
    public List<FeedEntry> last(FeedFilter filter, int limit) {
      return entries.subList(Math.max(0, entries.size() - limit), entries.size());
    }

    @Override
    public long newest() {
      return entries.isEmpty() ? 0 : entries.getLast().sequence();
    }

    @Override
    public void await(long sequence, Duration most) {}

    @Override
    public Optional<Event<?>> event(EventId id) {
      return Optional.empty();
    }
  }

  @Test
  void aReaderSeesEachEventThatFitsOnceHoweverFarBehindItIs() {
    for (int seed = 0; seed < 20; seed++) {
      // Given
      var random = new Random(seed);
      var source = new Feed();
      var follower = new FeedTail(source);
      source.add(random.nextInt(2_000));
      follower.pull();
      // When
      List<Long> seen = new ArrayList<>();
      long place = 0;
      for (int round = 0; round < 60; round++) {
        source.add(random.nextInt(300));
        follower.pull();
        FeedTail.Look look =
            follower.after(place, ODD, 1 + random.nextInt(400), Duration.ofMillis(1));
        look.entries().forEach(entry -> seen.add(entry.sequence()));
        assertThat(look.reached()).isGreaterThanOrEqualTo(place);
        place = look.reached();
      }
      long reached = place;
      // Then
      assertThat(seen)
          .as("seed " + seed)
          .isEqualTo(
              source.entries.stream()
                  .filter(entry -> entry.subject().equals("odd") && entry.sequence() <= reached)
                  .map(FeedEntry::sequence)
                  .toList());
    }
  }

  @Test
  void readersWhoAreUpToDateAskNoDatabase() {
    // Given
    tail.pull();
    feed.add(100);
    tail.pull();
    int asked = feed.asked;
    // When
    for (int reader = 0; reader < 1_000; reader++) {
      assertThat(tail.after(0, FeedFilter.ALL, 200, Duration.ofMillis(1)).entries()).hasSize(100);
    }
    // Then
    assertThat(feed.asked).isEqualTo(asked);
  }

  @Test
  void whatIsKeptIsBounded() {
    // Given
    tail.pull();
    feed.add(3 * FeedTail.KEPT);
    for (int i = 0; i < 3 * FeedTail.KEPT / 500 + 1; i++) {
      tail.pull();
    }
    int asked = feed.asked;
    // When
    FeedTail.Look behind = tail.after(0, FeedFilter.ALL, 200, Duration.ofMillis(1));
    // Then
    assertThat(feed.asked).isEqualTo(asked + 1);
    assertThat(behind.entries()).hasSize(200);
  }

  @Test
  void whoComesBackWithANumberOfALostDatabaseBeginsWithEverything() {
    // Given
    feed.add(10);
    tail.pull();
    long newest = feed.newest();
    feed.add(1);
    // Then
    assertThat(tail.start(Optional.empty())).isEqualTo(newest);
    assertThat(tail.start(Optional.of(3L))).isEqualTo(3);
    assertThat(tail.start(Optional.of(feed.newest()))).isEqualTo(feed.newest());
    assertThat(tail.start(Optional.of(feed.newest() + 1))).isZero();
  }

  @Test
  void aDatabaseThatIsLostWhileReadersFollowLetsThemGoAndCountsAnew() {
    // Given
    tail.pull();
    feed.add(100);
    tail.pull();
    long before = tail.restarts();
    // When
    feed.entries.clear();
    tail.pull();
    feed.add(5);
    tail.pull();
    // Then
    assertThat(tail.restarts()).isEqualTo(before + 1);
    assertThat(tail.after(0, FeedFilter.ALL, 200, Duration.ofMillis(1)).entries()).hasSize(5);
  }

  @Test
  void silenceEndsTheWaitAndClosingTooEndsIt() {
    tail.pull();
    assertThat(tail.after(0, FeedFilter.ALL, 10, Duration.ofMillis(5)).entries()).isEmpty();
    tail.close();
    assertThat(tail.after(0, FeedFilter.ALL, 10, Duration.ofDays(1)).entries()).isEmpty();
    assertThat(tail.isClosed()).isTrue();
  }
}
