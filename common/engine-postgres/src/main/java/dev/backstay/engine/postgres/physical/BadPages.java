package dev.backstay.engine.postgres.physical;

import dev.backstay.engine.postgres.Lsn;
import java.util.ArrayList;
import java.util.List;

/** The wrong pages of one capture, from any thread. */
final class BadPages {
  /** More than anybody mends one by one; keeps a rotten disk within memory. */
  static final int MAX_NAMED = 10_000;

  private record Wrong(BadPage page, Lsn changedAt) {}

  private final List<Wrong> named = new ArrayList<>();
  private long unnamed;

  /**
   * A page that is wrong however often it is read.
   *
   * @param changedAt where it says that it was changed last
   */
  synchronized void add(BadPage page, Lsn changedAt) {
    if (named.size() < MAX_NAMED) {
      named.add(new Wrong(page, changedAt));
    } else {
      unnamed++;
    }
  }

  /** Whether another one would not be named. */
  synchronized boolean isFull() {
    return named.size() == MAX_NAMED;
  }

  /** How many there are beyond those that are named. */
  synchronized long unnamed() {
    return unnamed;
  }

  /**
   * Those that stay wrong: a page changed between start and end of the backup was torn, and the log
   * holds it whole; a position outside is no reason to trust a page.
   */
  synchronized List<BadPage> rotten(Lsn start, Lsn stop) {
    return named.stream()
        .filter(wrong -> wrong.changedAt().isBefore(start) || wrong.changedAt().isAfter(stop))
        .map(Wrong::page)
        .toList();
  }
}
