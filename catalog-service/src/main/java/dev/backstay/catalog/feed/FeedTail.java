package dev.backstay.catalog.feed;

import dev.backstay.catalog.query.EventFeed;
import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.catalog.query.FeedFilter;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest events in memory, so that a thousand readers ask the database as often as one. A
 * reader who is further behind reads from the database until it has caught up. One thread calls
 * {@link #pull}, any number {@link #after}.
 */
public final class FeedTail {
  /** What comes in while a reader on a slow line takes a page. */
  static final int KEPT = 4_096;

  /** So much text is kept at the most, however few events it is. */
  static final long KEPT_CHARACTERS = 16 << 20;

  private static final Duration PULL_WAITS = Duration.ofSeconds(1);

  private final EventFeed feed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<FeedEntry> tail = new ArrayDeque<>(); // of KEPT at the most
  private long characters;
  private long from = -1; // everything behind this number, up to 'newest', is in the tail
  private long newest = -1;
  private long restarts;
  private boolean closed;

  public FeedTail(EventFeed feed) {
    this.feed = feed;
  }

  /**
   * A look at the feed.
   *
   * @param entries that fit the filter
   * @param reached everything up to this number was looked at
   */
  public record Look(List<FeedEntry> entries, long reached) {
    public Look {
      entries = List.copyOf(entries);
    }
  }

  /** Takes in what is new; waits a moment for it. Called again and again by one thread. */
  public void pull() {
    if (newest < 0) {
      begin(feed.newest());
      return;
    }
    feed.await(newest, PULL_WAITS);
    List<FeedEntry> entries = feed.after(newest, FeedFilter.ALL, Paging.MAX_LIMIT);
    if (!entries.isEmpty()) {
      append(entries);
    } else {
      long now = feed.newest();
      if (now < newest) {
        restart(now);
      }
    }
  }

  /**
   * The database was lost and counts anew: the numbers that readers hold mean nothing any more, so
   * they are let go and come back with one that is too high.
   */
  private void restart(long at) {
    lock.lock();
    try {
      tail.clear();
      characters = 0;
      from = at;
      newest = at;
      restarts++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How often the numbers began anew; who follows ends when this changes. */
  public long restarts() {
    lock.lock();
    try {
      return restarts;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Where a reader begins: behind what it saw last, or with what comes now. A number that is higher
   * than any was given by a database that was lost; then it begins with everything there is, since
   * nobody knows what it missed.
   */
  public long start(Optional<Long> lastSeen) {
    if (lastSeen.isEmpty()) {
      return newest();
    }
    return lastSeen.get() > newest() && lastSeen.get() > feed.newest() ? 0 : lastSeen.get();
  }

  private void begin(long at) {
    lock.lock();
    try {
      from = at;
      newest = at;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void append(List<FeedEntry> entries) {
    lock.lock();
    try {
      for (FeedEntry entry : entries) {
        tail.addLast(entry);
        characters += entry.json().length();
        newest = entry.sequence();
      }
      while (tail.size() > KEPT || (characters > KEPT_CHARACTERS && tail.size() > 1)) {
        FeedEntry oldest = tail.removeFirst();
        characters -= oldest.json().length();
        from = oldest.sequence();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The newest number that was seen; waits for the first look. */
  public long newest() {
    lock.lock();
    try {
      while (newest < 0 && !closed) {
        changed.await();
      }
      return newest;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What came after a number; waits for something new, at most so long.
   *
   * @param limit of entries that are looked at
   */
  public Look after(long sequence, FeedFilter filter, int limit, Duration most) {
    List<FeedEntry> found = new ArrayList<>();
    lock.lock();
    try {
      long left = most.toNanos();
      while (newest <= sequence && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (newest <= sequence) {
        return new Look(List.of(), sequence);
      }
      if (sequence >= from) {
        long reached = sequence;
        int looked = 0;
        for (FeedEntry entry : tail) {
          if (entry.sequence() > sequence && looked < limit) {
            looked++;
            reached = entry.sequence();
            if (fits(entry, filter)) {
              found.add(entry);
            }
          }
        }
        return new Look(found, reached);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
    return fromFeed(sequence, filter, limit);
  }

  private Look fromFeed(long sequence, FeedFilter filter, int limit) {
    long before = from();
    List<FeedEntry> entries = feed.after(sequence, filter, limit);
    boolean whole = entries.size() < Math.min(limit, Paging.MAX_LIMIT);
    long last = entries.isEmpty() ? sequence : entries.getLast().sequence();
    return new Look(entries, whole ? Math.max(last, before) : last);
  }

  private long from() {
    lock.lock();
    try {
      return from;
    } finally {
      lock.unlock();
    }
  }

  private static boolean fits(FeedEntry entry, FeedFilter filter) {
    return (filter.types().isEmpty() || filter.types().contains(entry.type()))
        && filter.subject().filter(subject -> !subject.equals(entry.subject())).isEmpty()
        && filter.source().filter(source -> !source.value().equals(entry.subject())).isEmpty();
  }

  /** Whether readers should end. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Lets every reader end. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static BackstayException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new BackstayException(
        ErrorCode.INTERRUPTED, "waiting for events was interrupted", cause);
  }
}
