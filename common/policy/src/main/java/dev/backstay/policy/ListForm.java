package dev.backstay.policy;

import dev.backstay.policy.YamlValue.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A list of values of one form, none of them twice. */
record ListForm<T>(Form<T> item, boolean mayBeEmpty) implements Form<List<T>> {
  @Override
  public String noun() {
    return "a list";
  }

  @Override
  public Optional<Part<List<T>>> read(Given given) {
    if (!(given.value() instanceof Sequence sequence)) {
      return given.wrongKind(noun());
    }
    if (sequence.items().isEmpty() && !mayBeEmpty) {
      return given.wrong("needs at least one item");
    }
    List<Part<T>> parts = new ArrayList<>();
    Set<Part<T>> seen = new HashSet<>();
    boolean whole = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      Given child = given.item(i, sequence.items().get(i));
      Optional<? extends Part<T>> part = item.read(child);
      if (part.isEmpty()) {
        whole = false;
      } else if (seen.add(part.get())) {
        parts.add(part.get());
      } else {
        child.wrong("is listed twice");
      }
    }
    return Optional.of(new Part.Items<>(List.copyOf(parts), whole));
  }
}
