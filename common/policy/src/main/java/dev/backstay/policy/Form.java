package dev.backstay.policy;

import java.util.Optional;

/** How a value of the model is written in the file. */
sealed interface Form<T> permits ScalarForm, ListForm, NamedForm, Section, Variants {
  /** Reads a value; reports every problem with it and leaves out what cannot be understood. */
  Optional<? extends Part<T>> read(Given given);

  /** What is expected, in a user's words: completes "expected …". */
  String noun();
}
