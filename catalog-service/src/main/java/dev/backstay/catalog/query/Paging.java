package dev.backstay.catalog.query;

import java.util.Optional;

/**
 * Which part of a list is asked for.
 *
 * @param after where to begin: the {@code next} of the page before
 * @param limit of items, up to {@link #MAX_LIMIT}
 */
public record Paging(Optional<Cursor> after, int limit) {
  /** A page is held in memory, and its items are decoded: a second's work at the most. */
  public static final int MAX_LIMIT = 500;

  public static final int DEFAULT_LIMIT = 50;

  public Paging {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("a page has 1 to %d items".formatted(MAX_LIMIT));
    }
  }

  /** The first page. */
  public static Paging first(int limit) {
    return new Paging(Optional.empty(), limit);
  }
}
