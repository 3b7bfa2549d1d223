package dev.backstay.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that were given in one section of the file. Layers lie over each other: what a source
 * leaves out is taken from {@code defaults}, key by key, and what both leave out from the key's own
 * default.
 */
final class Layer<T> implements Part<T> {
  private final Section<T> section;
  private final Optional<Given> given;
  private final Map<String, Part<?>> parts;
  private final boolean whole;

  /**
   * @param given where the section is written, if it is
   * @param whole whether nothing was left out because it was wrong
   */
  Layer(Section<T> section, Optional<Given> given, Map<String, Part<?>> parts, boolean whole) {
    this.section = section;
    this.given = given;
    this.parts = parts;
    this.whole = whole;
  }

  static <T> Layer<T> empty(Section<T> section) {
    return new Layer<>(section, Optional.empty(), Map.of(), true);
  }

  /** The same layer with one part more, or in place of another. */
  Layer<T> with(String key, Part<?> part) {
    Map<String, Part<?>> more = new LinkedHashMap<>(parts);
    more.put(key, part);
    return new Layer<>(section, given, more, whole);
  }

  /** The same layer with each item below a key replaced. */
  <V> Layer<T> map(Key<List<V>> key, UnaryOperator<Part<V>> change) {
    if (!(part(key).orElse(null) instanceof Items<V> items)) {
      return this;
    }
    return with(
        key.name(), new Items<>(items.items().stream().map(change).toList(), items.whole()));
  }

  /** The same layer, known to lack something that is reported already. */
  Layer<T> broken() {
    return new Layer<>(section, given, parts, false);
  }

  /** This layer over another one, from which it takes the keys that it has and lacks. */
  Layer<T> over(Layer<?> lower) {
    Map<String, Part<?>> merged = new LinkedHashMap<>(parts);
    for (Key<?> key : section.keys()) {
      Part<?> below = lower.parts.get(key.name());
      if (below != null) {
        merged.put(key.name(), merge(key, parts.get(key.name()), below));
      }
    }
    return new Layer<>(section, given.or(() -> lower.given), merged, whole && lower.whole);
  }

  private static Part<?> merge(Key<?> key, @Nullable Part<?> above, Part<?> below) {
    if (key.form() instanceof Section<?> section && below instanceof Layer<?> lower) {
      return (above instanceof Layer<?> upper ? upper : empty(section)).over(lower);
    }
    return above == null ? below : above;
  }

  /** The name this section is listed under. */
  String name() {
    return given.orElseThrow().name();
  }

  /** What was given, else the key's default, if it has one. */
  <V> Optional<V> find(Key<V> key) {
    return part(key).map(Part::value).or(key::fallback);
  }

  /** What was given, else the key's default. */
  <V> V get(Key<V> key) {
    return find(key)
        .or(() ->
            key.form() instanceof Section<V> inner
                ? Optional.of(empty(inner).value())
                : Optional.empty())
        .orElseThrow(() -> new IllegalStateException("no value for " + key.name()));
  }

  /** A part is only ever stored under the name of the key whose form read it. */
  @SuppressWarnings("unchecked")
  <V> Optional<Part<V>> part(Key<V> key) {
    return Optional.ofNullable((Part<V>) parts.get(key.name()));
  }

  @Override
  public T value() {
    return section.build().apply(this);
  }

  @Override
  public boolean check() {
    boolean sound = whole;
    for (Part<?> part : parts.values()) {
      sound &= part.check();
    }
    if (!sound) {
      return false;
    }
    try {
      value();
      return true;
    } catch (IllegalArgumentException e) {
      given.orElseThrow(() -> e).reportHere(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
