package dev.backstay.policy;

import dev.backstay.policy.YamlValue.Scalar;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A single value.
 *
 * @param schema the same, for editors
 * @param bare whether it is a number or a truth value, which quotes would turn into text
 * @param parse throws {@link IllegalArgumentException} with what is wrong
 * @param accept told of each value read, with its place
 */
record ScalarForm<T>(
    String noun,
    Map<String, Object> schema,
    boolean bare,
    Function<String, T> parse,
    BiConsumer<T, Given> accept)
    implements Form<T> {
  /** Longer than any honest value, queries included. */
  static final int MAX_LENGTH = 8 << 10;

  ScalarForm {
    schema = Collections.unmodifiableMap(new TreeMap<>(schema));
  }

  @Override
  public Optional<Part<T>> read(Given given) {
    if (!(given.value() instanceof Scalar scalar) || scalar.isNull()) {
      return given.wrongKind(noun);
    }
    if (bare && !scalar.plain()) {
      return given.wrong("expected " + noun + ", found text; remove the quotes");
    }
    if (scalar.text().length() > MAX_LENGTH) {
      return given.wrong("is longer than %d characters".formatted(MAX_LENGTH));
    }
    try {
      T value = parse.apply(scalar.text());
      accept.accept(value, given);
      return Optional.of(new Part.Leaf<>(value));
    } catch (IllegalArgumentException e) {
      return given.wrong(String.valueOf(e.getMessage()));
    }
  }
}
