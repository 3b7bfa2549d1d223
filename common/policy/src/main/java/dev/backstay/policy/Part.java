package dev.backstay.policy;

import java.util.List;

/** What was read from one value of the file, not yet built into the model. */
sealed interface Part<T> permits Part.Leaf, Part.Items, Layer {
  /** The value for the model; only after {@link #check} returned true. */
  T value();

  /** Reports what does not fit together, here and below; whether all of it does. */
  boolean check();

  /** A single value. */
  record Leaf<T>(T value) implements Part<T> {
    @Override
    public boolean check() {
      return true;
    }
  }

  /**
   * Several values.
   *
   * @param whole whether none was left out because it was wrong
   */
  record Items<T>(List<Part<T>> items, boolean whole) implements Part<List<T>> {
    @Override
    public List<T> value() {
      return items.stream().map(Part::value).toList();
    }

    @Override
    public boolean check() {
      boolean sound = whole;
      for (Part<T> item : items) {
        sound &= item.check();
      }
      return sound;
    }
  }
}
