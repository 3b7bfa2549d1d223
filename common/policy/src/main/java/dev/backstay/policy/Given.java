package dev.backstay.policy;

import dev.backstay.policy.YamlValue.Entry;
import dev.backstay.policy.YamlValue.Mapping;
import dev.backstay.policy.YamlValue.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A value of the file at its place.
 *
 * @param key where problems of the value as a whole are shown: its key, else the value itself
 * @param path such as {@code sources.orders.paths[0]}
 */
record Given(YamlValue value, YamlValue key, String path, Reading reading) {
  static Given root(YamlValue value, Reading reading) {
    return new Given(value, value, "", reading);
  }

  Given child(Scalar childKey, YamlValue childValue) {
    return new Given(childValue, childKey, pathOf(childKey.text()), reading);
  }

  Given item(int index, YamlValue item) {
    return new Given(item, item, path + "[" + index + "]", reading);
  }

  /** The last part of the path. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The values by key. Reports keys that repeat, and keys that are not a single value. */
  Map<Scalar, YamlValue> entries(Mapping mapping) {
    Map<String, Scalar> first = new LinkedHashMap<>();
    Map<Scalar, YamlValue> entries = new LinkedHashMap<>();
    for (Entry entry : mapping.entries()) {
      if (!(entry.key() instanceof Scalar child)) {
        reading.report(entry.key(), path, "a key is a single word, not " + entry.key().noun());
        continue;
      }
      Scalar earlier = first.putIfAbsent(child.text(), child);
      if (earlier == null) {
        entries.put(child, entry.value());
      } else {
        report(child, "duplicate key; it is already given on line " + earlier.line());
      }
    }
    return entries;
  }

  /** Reports a problem of the value. */
  <T> Optional<T> wrong(String message) {
    reading.report(value, path, message);
    return Optional.empty();
  }

  /** Reports that the value is of another kind than it must be. */
  <T> Optional<T> wrongKind(String expected) {
    if (value instanceof Scalar scalar && scalar.isNull()) {
      reading.report(key, path, "has no value; expected " + expected + ", or leave the key out");
      return Optional.empty();
    }
    return wrong("expected " + expected + ", found " + value.noun());
  }

  /** Reports what is wrong between the keys of the value. */
  void reportHere(String message) {
    reading.report(key, path, message);
  }

  /** Reports a problem with one of the keys below. */
  void report(Scalar child, String message) {
    reading.report(child, pathOf(child.text()), message);
  }

  /** Reports a key that should be below and is not. */
  void reportMissing(String child, String message) {
    reading.report(key, pathOf(child), message);
  }

  private String pathOf(String child) {
    return path.isEmpty() ? child : path + "." + child;
  }
}
