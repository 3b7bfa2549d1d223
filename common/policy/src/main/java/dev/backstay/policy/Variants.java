package dev.backstay.policy;

import dev.backstay.policy.YamlValue.Mapping;
import dev.backstay.policy.YamlValue.Scalar;
import java.util.Map;
import java.util.Optional;

/**
 * A section whose key {@code kind} decides which other keys it has.
 *
 * @param kindKey declares {@code kind}; its value is one of the names in {@code sections}
 */
record Variants<T>(Key<String> kindKey, Map<String, Section<T>> sections) implements Form<T> {
  @Override
  public String noun() {
    return "a section with keys";
  }

  @Override
  public Optional<? extends Part<T>> read(Given given) {
    if (!(given.value() instanceof Mapping mapping)) {
      return given.wrongKind(noun());
    }
    Optional<YamlValue.Entry> kind =
        mapping.entries().stream()
            .filter(entry -> entry.key() instanceof Scalar key && key.text().equals(kindKey.name()))
            .findFirst();
    if (kind.isEmpty()) {
      given.reportMissing(
          kindKey.name(), "missing; it is one of " + String.join(", ", sections.keySet()));
      return Optional.empty();
    }
    Given child = given.child((Scalar) kind.get().key(), kind.get().value());
    return kindKey
        .form()
        .read(child)
        .flatMap(name -> Optional.ofNullable(sections.get(name.value())))
        .flatMap(section -> section.read(given));
  }
}
