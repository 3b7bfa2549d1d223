package dev.backstay.policy;

import dev.backstay.contract.policy.SourceKind;
import java.util.Optional;
import java.util.Set;

/**
 * A key of a section, declared once: its name, how its value is written, its default, and the line
 * that explains it on the reference page.
 *
 * @param fallback the value of a key that is left out, unless it has none
 * @param otherwise what leaving it out means, as shown to the user
 * @param only the kinds of source it has a meaning for
 */
record Key<T>(
    String name,
    Form<T> form,
    String doc,
    boolean required,
    Optional<T> fallback,
    String otherwise,
    Set<SourceKind> only) {
  private static final Set<SourceKind> ANY = Set.of(SourceKind.values());

  static <T> Key<T> of(String name, Form<T> form, String doc) {
    return new Key<>(name, form, doc, false, Optional.empty(), "", ANY);
  }

  Key<T> asRequired() {
    return new Key<>(name, form, doc, true, fallback, "required", only);
  }

  /** With a default in its written form, which therefore is one that the form accepts. */
  Key<T> orElse(String text) {
    if (!(form instanceof ScalarForm<T> scalar)) {
      throw new IllegalStateException(name + " is not a single value");
    }
    T value = scalar.parse().apply(text);
    return new Key<>(name, form, doc, required, Optional.of(value), "`" + text + "`", only);
  }

  /** With a default that its form cannot write, and the words for it. */
  Key<T> orElse(T value, String words) {
    return new Key<>(name, form, doc, required, Optional.of(value), words, only);
  }

  /** Without a default; what is done instead. */
  Key<T> otherwise(String words) {
    return new Key<>(name, form, doc, required, fallback, words, only);
  }

  Key<T> onlyFor(SourceKind... kinds) {
    return new Key<>(name, form, doc, required, fallback, otherwise, Set.of(kinds));
  }

  /** The same key below a source of the kind. */
  Key<T> within(SourceKind kind) {
    return form instanceof Section<T> section
        ? new Key<>(name, section.within(kind), doc, required, fallback, otherwise, only)
        : this;
  }
}
