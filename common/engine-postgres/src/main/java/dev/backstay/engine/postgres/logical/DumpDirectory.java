package dev.backstay.engine.postgres.logical;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The name of a database's directory: its own, with percent signs for what no file is called. */
final class DumpDirectory {
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

  private DumpDirectory() {}

  static String of(String database) {
    StringBuilder name = new StringBuilder();
    for (byte each : database.getBytes(StandardCharsets.UTF_8)) {
      boolean dot = each == '.' && !name.isEmpty();
      if (dot || PLAIN.indexOf(each) >= 0) {
        name.append((char) each);
      } else {
        name.append(String.format(Locale.ROOT, "%%%02X", each));
      }
    }
    return name.toString();
  }
}
