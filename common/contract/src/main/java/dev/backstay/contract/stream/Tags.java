package dev.backstay.contract.stream;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Tags of the form {@code name:value}; a name that is missing or doubled is refused. */
record Tags(Collection<String> all) {
  SystemIdentifier system() {
    return new SystemIdentifier(text("system"));
  }

  int timeline() {
    return number("timeline");
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  StreamPosition position(String name) {
    return StreamPosition.parse(text(name));
  }

  Instant instant(String name) {
    return Instant.parse(text(name));
  }

  private String text(String name) {
    String prefix = name + ":";
    List<String> values = all.stream().filter(tag -> tag.startsWith(prefix)).distinct().toList();
    if (values.size() != 1) {
      throw new IllegalArgumentException("not exactly one tag " + prefix);
    }
    return values.getFirst().substring(prefix.length());
  }
}
