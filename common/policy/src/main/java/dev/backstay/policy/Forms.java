package dev.backstay.policy;

import dev.backstay.contract.ByteSize;
import dev.backstay.contract.policy.CronExpression;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SecretReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The forms of single values, and lists of them. */
final class Forms {
  /** Ten years: longer ones are a slip of the unit. */
  private static final Duration MAX_DURATION = Duration.ofDays(3660);

  private static final String SIZE_PATTERN = "^[0-9]+(\\.[0-9]+)?\\s*([KMGTP]i?B|B)?$";

  private Forms() {}

  /** Any text but an empty one. */
  static ScalarForm<String> text() {
    return scalar("text", Map.of("type", "string", "minLength", 1), Forms::plainText);
  }

  /** Text of one shape; {@code rule} completes "'…' is not …". */
  static ScalarForm<String> text(String rule, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return scalar(
        rule,
        Map.of("type", "string", "pattern", "^" + pattern + "$"),
        text -> {
          if (!compiled.matcher(plainText(text)).matches()) {
            throw not(text, rule);
          }
          return text;
        });
  }

  static ScalarForm<Integer> count(int min, int max) {
    String noun = "a whole number from %d to %d".formatted(min, max);
    return new ScalarForm<>(
        noun,
        Map.of("type", "integer", "minimum", min, "maximum", max),
        true,
        text -> {
          if (!text.matches("-?\\d{1,9}")
              || Integer.parseInt(text) < min
              || Integer.parseInt(text) > max) {
            throw not(text, noun);
          }
          return Integer.parseInt(text);
        },
        (_, _) -> {});
  }

  static ScalarForm<Boolean> flag() {
    return new ScalarForm<>(
        "true or false",
        Map.of("type", "boolean"),
        true,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw not(text, "true or false");
            },
        (_, _) -> {});
  }

  static ScalarForm<Duration> duration() {
    return scalar(
        "a duration such as 15m, 24h or 7d",
        Map.of("type", "string", "pattern", HumanDuration.PATTERN),
        text -> {
          Duration duration = HumanDuration.parse(text);
          if (duration.compareTo(Duration.ofSeconds(1)) < 0
              || duration.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                "must be from 1s to %dd, not '%s'".formatted(MAX_DURATION.toDays(), text));
          }
          return duration;
        });
  }

  static ScalarForm<ByteSize> size(ByteSize min, ByteSize max) {
    return scalar(
        "a size such as 64KiB or 1.5GiB",
        Map.of("type", List.of("string", "integer"), "pattern", SIZE_PATTERN),
        text -> {
          ByteSize size = ByteSize.parse(text);
          if (size.compareTo(min) < 0 || size.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                "must be from %s to %s, not '%s'".formatted(min, max, text));
          }
          return size;
        });
  }

  /** Bytes a second. */
  static ScalarForm<ByteSize> rate() {
    return size(ByteSize.ofKibi(64), ByteSize.ofMebi(1 << 20));
  }

  static ScalarForm<Path> path() {
    return scalar(
        "an absolute path",
        Map.of("type", "string", "pattern", "^/"),
        text -> {
          try {
            Path path = Path.of(plainText(text));
            if (path.isAbsolute()) {
              return path;
            }
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not an absolute path", e);
          }
          throw not(text, "an absolute path");
        });
  }

  /** The address of an HTTP server; credentials in it would not stay secret. */
  static ScalarForm<URI> endpoint() {
    String noun = "an address such as https://s3.example.org:9000";
    return scalar(
        noun,
        Map.of("type", "string", "pattern", "^https?://[^@]+$"),
        text -> {
          if (text.contains("@")) {
            throw new IllegalArgumentException(
                "must not hold credentials; they have keys of their own");
          }
          try {
            URI address = new URI(plainText(text));
            String scheme = String.valueOf(address.getScheme());
            if (address.getHost() != null
                && scheme.matches("https?")
                && address.getQuery() == null
                && address.getFragment() == null) {
              return address;
            }
          } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not " + noun, e);
          }
          throw not(text, noun);
        });
  }

  static ScalarForm<ZoneId> timeZone() {
    return scalar(
        "a time zone such as UTC or Europe/Berlin",
        Map.of("type", "string"),
        text -> {
          try {
            return ZoneId.of(text);
          } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                "'" + text + "' is not a time zone" + hint(text, ZoneId.getAvailableZoneIds()), e);
          }
        });
  }

  static ScalarForm<CronExpression> cron() {
    return scalar(
        "a cron expression such as '30 2 * * *'",
        Map.of("type", "string", "pattern", "^\\S+(\\s+\\S+){4}$"),
        CronExpression::new);
  }

  static ScalarForm<LocalTime> time() {
    String noun = "a time such as 08:30";
    return scalar(
        noun,
        Map.of("type", "string", "pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        text -> {
          if (!text.matches("([01][0-9]|2[0-3]):[0-5][0-9]")) {
            throw not(text, noun);
          }
          return LocalTime.parse(text);
        });
  }

  /** One of the constants, written in lower case with hyphens. */
  static <E extends Enum<E>> ScalarForm<E> choice(Class<E> type) {
    SequencedMap<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(written(constant), constant);
    }
    return choice(choices);
  }

  /** The name of a constant as the file writes it. */
  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One of the values, by its written name; shown in the order of the map. */
  static <T> ScalarForm<T> choice(SequencedMap<String, T> choices) {
    String noun = "one of " + String.join(", ", choices.keySet());
    return scalar(
        noun,
        Map.of("enum", List.copyOf(choices.keySet())),
        text -> {
          T value = choices.get(text);
          if (value == null) {
            throw new IllegalArgumentException(
                "'" + text + "' is not " + noun + hint(text, choices.keySet()));
          }
          return value;
        });
  }

  static ScalarForm<SecretReference> secret() {
    return new ScalarForm<>(
        "a reference such as ${env:NAME} or ${file:/run/secrets/name}",
        Map.of("type", "string", "pattern", SecretReference.PATTERN),
        false,
        SecretReference::parse,
        (reference, given) -> given.reading().met(reference, given));
  }

  /** The name of a destination that the file defines. */
  static ScalarForm<DestinationName> destination() {
    return new ScalarForm<>(
        "the name of a destination",
        Map.of("type", "string"),
        false,
        DestinationName::new,
        (name, given) -> {
          Set<String> defined = given.reading().destinations();
          if (!defined.isEmpty() && !defined.contains(name.value())) {
            throw new IllegalArgumentException(
                "'" + name + "' is not one of the destinations" + hint(name.value(), defined));
          }
        });
  }

  static <T> ListForm<T> listOf(Form<T> item) {
    return new ListForm<>(item, true);
  }

  static <T> ListForm<T> someOf(Form<T> item) {
    return new ListForm<>(item, false);
  }

  private static <T> ScalarForm<T> scalar(
      String noun, Map<String, Object> schema, Function<String, T> parse) {
    return new ScalarForm<>(noun, schema, false, parse, (_, _) -> {});
  }

  /** References are resolved where a secret belongs and nowhere else. */
  private static String plainText(String text) {
    if (SecretReference.looksLikeOne(text)) {
      throw new IllegalArgumentException(
          "is not a secret, so it is written here and not by reference");
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty; give it a value or leave the key out");
    }
    return text;
  }

  private static String hint(String text, Collection<String> names) {
    Optional<String> near = Suggestion.nearest(text, names);
    return near.map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  private static IllegalArgumentException not(String text, String noun) {
    return new IllegalArgumentException("'" + text + "' is not " + noun);
  }
}
