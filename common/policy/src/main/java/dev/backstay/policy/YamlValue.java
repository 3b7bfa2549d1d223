package dev.backstay.policy;

import java.util.List;

/** A node of a YAML document, with the place it starts at; lines and columns count from 1. */
sealed interface YamlValue {
  int line();

  int column();

  /** What kind of node this is, in a user's words. */
  String noun();

  /**
   * @param plain whether it was written without quotes
   */
  record Scalar(String text, boolean plain, int line, int column) implements YamlValue {
    /** Whether nothing was written. */
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String noun() {
      return isNull() ? "nothing" : "a single value";
    }
  }

  record Sequence(List<YamlValue> items, int line, int column) implements YamlValue {
    @Override
    public String noun() {
      return "a list";
    }
  }

  record Mapping(List<Entry> entries, int line, int column) implements YamlValue {
    @Override
    public String noun() {
      return "a section with keys";
    }
  }

  /** A key of a mapping with its value, in the order of the file; keys may repeat. */
  record Entry(YamlValue key, YamlValue value) {}
}
