package dev.backstay.catalog.app.http;

import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Cuts lists that are computed, not stored, into pages. */
final class Slices {
  private static final Comparator<Cursor> OLDER_FIRST =
      Comparator.comparing(Cursor::at).thenComparing(Cursor::id);

  private Slices() {}

  /**
   * A page of a list.
   *
   * @param items newest first, in the order of their places
   */
  static <T> Page<T> of(List<T> items, Function<T, Cursor> place, Paging paging) {
    List<T> rest =
        items.stream()
            .filter(item ->
                paging
                    .after()
                    .filter(after -> OLDER_FIRST.compare(place.apply(item), after) >= 0)
                    .isEmpty())
            .limit(paging.limit() + 1L)
            .toList();
    if (rest.size() <= paging.limit()) {
      return new Page<>(rest, Optional.empty());
    }
    List<T> found = rest.subList(0, paging.limit());
    return new Page<>(found, Optional.of(place.apply(found.getLast())));
  }
}
