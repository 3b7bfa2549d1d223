package dev.backstay.policy;

import dev.backstay.policy.YamlValue.Mapping;
import dev.backstay.policy.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Several values, each under the name that the user gives it, in the order of the file.
 *
 * @param nameCheck throws {@link IllegalArgumentException} when the name has not the right form
 */
record NamedForm<T>(Form<T> entry, Consumer<String> nameCheck) implements Form<List<T>> {
  @Override
  public String noun() {
    return "a section with names as keys";
  }

  @Override
  public Optional<Part<List<T>>> read(Given given) {
    if (!(given.value() instanceof Mapping mapping)) {
      return given.wrongKind(noun());
    }
    if (mapping.entries().isEmpty()) {
      return given.wrong("needs at least one entry");
    }
    List<Part<T>> parts = new ArrayList<>();
    boolean whole = true;
    for (Map.Entry<Scalar, YamlValue> named : given.entries(mapping).entrySet()) {
      whole &= isName(named.getKey(), given);
      Optional<? extends Part<T>> part = entry.read(given.child(named.getKey(), named.getValue()));
      part.ifPresent(parts::add);
      whole &= part.isPresent();
    }
    return Optional.of(new Part.Items<>(List.copyOf(parts), whole));
  }

  private boolean isName(Scalar key, Given given) {
    try {
      nameCheck.accept(key.text());
      return true;
    } catch (IllegalArgumentException e) {
      given.report(key, String.valueOf(e.getMessage()));
      return false;
    }
  }
}
