package dev.backstay.catalog.app.store;

import dev.backstay.catalog.query.Paging;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The condition of a query, grown part by part. Confined to one thread, used once. */
final class Where {
  private final StringBuilder text;
  private final Map<String, Object> parameters = new HashMap<>();

  Where(String first) {
    text = new StringBuilder(first);
  }

  Where and(String condition) {
    text.append(" and ").append(condition);
    return this;
  }

  /** A condition with one parameter, which is left out where there is nothing to compare with. */
  Where and(String condition, String parameter, Optional<?> value) {
    value.ifPresent(given -> {
      and(condition);
      parameters.put(parameter, given);
    });
    return this;
  }

  /**
   * What comes after a page, newest first: by {@code time}, and by {@code id} where times are
   * equal. The first half is what an index can jump to.
   */
  Where page(String time, String id, Paging paging) {
    paging
        .after()
        .ifPresent(cursor -> {
          and("%1$s <= :pageTime and (%1$s < :pageTime or %2$s < :pageId)".formatted(time, id));
          parameters.put("pageTime", cursor.at());
          parameters.put("pageId", cursor.id());
        });
    text.append(" order by ").append(time).append(" desc, ").append(id).append(" desc");
    return this;
  }

  /** The value of a parameter that stands in the text already. */
  Where with(String parameter, Object value) {
    parameters.put(parameter, value);
    return this;
  }

  Where orderedBy(String columns) {
    text.append(" order by ").append(columns);
    return this;
  }

  String text() {
    return text.toString();
  }

  Map<String, Object> parameters() {
    return parameters;
  }
}
