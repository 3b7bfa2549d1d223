package dev.backstay.catalog.app.http;

import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Paging;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what callers give, or refuses it with the reason. */
final class Parameters {
  private static final int MAX_SHOWN = 80;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** PostgreSQL keeps no instants before or after these. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private Parameters() {}

  /** A page, by {@code limit} and {@code cursor}. */
  static Paging paging(@Nullable String limit, @Nullable String cursor) {
    return new Paging(read("cursor", cursor, Cursor::parse).map(Parameters::checked), limit(limit));
  }

  private static Cursor checked(Cursor cursor) {
    instant("cursor", cursor.at());
    return cursor;
  }

  static int limit(@Nullable String limit) {
    long given = number("limit", limit).orElse((long) Paging.DEFAULT_LIMIT);
    if (given < 1 || given > Paging.MAX_LIMIT) {
      throw RefusedException.bad("'limit' is 1 to " + Paging.MAX_LIMIT);
    }
    return (int) given;
  }

  static Optional<Long> number(String name, @Nullable String text) {
    return read(
        name,
        text,
        given -> {
          if (!NUMBER.matcher(given).matches()) {
            throw new IllegalArgumentException("it is no number from 0 up");
          }
          return Long.valueOf(given);
        });
  }

  static Optional<SourceName> source(@Nullable String text) {
    return read("source", text, SourceName::new);
  }

  static Optional<DestinationName> destination(@Nullable String text) {
    return read("destination", text, DestinationName::new);
  }

  static Optional<BackupId> backup(@Nullable String text) {
    return read("backup", text, BackupId::parse);
  }

  static Optional<Instant> instant(String name, @Nullable String text) {
    return read(name, text, Instant::parse).map(at -> instant(name, at));
  }

  private static Instant instant(String name, Instant at) {
    if (at.isBefore(FIRST) || at.isAfter(LAST)) {
      throw RefusedException.bad("'%s' lies outside the years 1 to 9999".formatted(name));
    }
    return at;
  }

  /** One of an enum's constants, exactly as they are written. */
  static <E extends Enum<E>> Optional<E> constant(
      String name, @Nullable String text, Class<E> type) {
    return read(
        name,
        text,
        given ->
            Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().equals(given))
                .findFirst()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "it is one of " + Arrays.toString(type.getEnumConstants()))));
  }

  /** Any text but an empty one. */
  static Optional<String> text(String name, @Nullable String text) {
    return read(name, text, Function.identity());
  }

  /** Something of a form. */
  static <T> Optional<T> read(String name, @Nullable String text, Function<String, T> form) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("it is empty: leave it out instead");
      }
      return Optional.of(form.apply(text));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw RefusedException.bad(
          "'%s' cannot be '%s': %s".formatted(name, shown(text), e.getMessage()));
    }
  }

  /** Something of a form that must be there. */
  static <T> T must(String name, String text, Function<String, T> form) {
    return read(name, text, form)
        .orElseThrow(() -> RefusedException.bad("'%s' is missing".formatted(name)));
  }

  /** What strangers wrote, printable and not at any length. */
  static String shown(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "...";
  }
}
