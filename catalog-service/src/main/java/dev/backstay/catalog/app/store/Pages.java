package dev.backstay.catalog.app.store;

import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Page;
import dev.backstay.catalog.query.Paging;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Cuts lists into pages: one row more than asked for tells whether there is a next one. */
final class Pages {
  private Pages() {}

  static <R> Page<R> of(
      PanacheRepositoryBase<R, ?> rows, Where where, Paging paging, Function<R, Cursor> place) {
    List<R> found = rows.find(where.text(), where.parameters()).range(0, paging.limit()).list();
    if (found.size() <= paging.limit()) {
      return new Page<>(found, Optional.empty());
    }
    List<R> items = found.subList(0, paging.limit());
    return new Page<>(items, Optional.of(place.apply(items.getLast())));
  }
}
