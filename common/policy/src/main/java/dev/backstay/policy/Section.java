package dev.backstay.policy;

import dev.backstay.contract.policy.SourceKind;
import dev.backstay.policy.YamlValue.Mapping;
import dev.backstay.policy.YamlValue.Scalar;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A section with a fixed set of keys, declared once.
 *
 * @param build makes the value for the model; its {@link IllegalArgumentException} says what does
 *     not fit together
 * @param foreign keys that are sought here and have no place here, each with the reason
 */
record Section<T>(
    String doc, List<Key<?>> keys, Function<Layer<?>, T> build, Map<String, String> foreign)
    implements Form<T> {

  Section(String doc, List<Key<?>> keys, Function<Layer<?>, T> build) {
    this(doc, List.copyOf(keys), build, Map.of());
  }

  @Override
  public String noun() {
    return "a section with keys";
  }

  /** The same section, with a reason for those who seek a key here. */
  Section<T> without(String key, String reason) {
    Map<String, String> others = new TreeMap<>(foreign);
    others.put(key, reason);
    return new Section<>(doc, keys, build, others);
  }

  /** The same section below a source of the kind: without the keys that mean nothing to it. */
  Section<T> within(SourceKind kind) {
    Map<String, String> others = new TreeMap<>(foreign);
    for (Key<?> key : keys) {
      if (!key.only().contains(kind)) {
        others.put(key.name(), "this key is only for sources of kind " + names(key.only()));
      }
    }
    List<Key<?>> own =
        keys.stream()
            .filter(key -> key.only().contains(kind))
            .<Key<?>>map(key -> key.within(kind))
            .toList();
    return new Section<>(doc, own, build, others);
  }

  static String names(Set<SourceKind> kinds) {
    return kinds.stream()
        .sorted()
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  @Override
  public Optional<Layer<T>> read(Given given) {
    if (!(given.value() instanceof Mapping mapping)) {
      return given.wrongKind(noun());
    }
    Map<String, Key<?>> known = new LinkedHashMap<>();
    keys.forEach(key -> known.put(key.name(), key));
    Map<String, Part<?>> parts = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    boolean whole = true;
    for (Map.Entry<Scalar, YamlValue> entry : given.entries(mapping).entrySet()) {
      String name = entry.getKey().text();
      seen.add(name);
      Key<?> key = known.get(name);
      if (key == null) {
        given.report(entry.getKey(), unknown(name, known.keySet()));
        continue;
      }
      Optional<? extends Part<?>> part =
          key.form().read(given.child(entry.getKey(), entry.getValue()));
      part.ifPresent(read -> parts.put(name, read));
      whole &= part.isPresent();
    }
    for (Key<?> key : keys) {
      if (key.required() && !seen.contains(key.name())) {
        given.reportMissing(key.name(), "missing; this key is required");
        whole = false;
      }
    }
    return Optional.of(new Layer<>(this, Optional.of(given), parts, whole));
  }

  private String unknown(String name, Set<String> known) {
    String misplaced = foreign.get(name);
    return misplaced != null ? misplaced : notKnown(name, known);
  }

  private static String notKnown(String name, Set<String> known) {
    return Suggestion.nearest(name, known)
        .map(near -> "unknown key; did you mean '" + near + "'?")
        .orElseGet(() -> "unknown key; known here: " + String.join(", ", known));
  }
}
