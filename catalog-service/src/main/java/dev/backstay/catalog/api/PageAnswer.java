package dev.backstay.catalog.api;

import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Page;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next the cursor of the next part; null at the end
 */
public record PageAnswer<T>(List<T> items, Optional<String> next) {
  public PageAnswer {
    items = List.copyOf(items);
  }

  public static <T, R> PageAnswer<R> of(Page<T> page, Function<? super T, R> form) {
    return new PageAnswer<>(
        page.items().stream().map(form).toList(), page.next().map(Cursor::toString));
  }

  /** A list that is not cut. */
  public static <T> PageAnswer<T> whole(List<T> items) {
    return new PageAnswer<>(items, Optional.empty());
  }
}
