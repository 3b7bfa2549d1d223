package dev.backstay.engine.postgres.recovery;

import java.util.ArrayList;
import java.util.List;

/** Names with dots between them; one in double quotes may hold dots itself. */
public final class DottedName {
  private DottedName() {}

  /** The names; an unfinished quote or an empty name is an {@link IllegalArgumentException}. */
  public static List<String> parse(String text) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at <= text.length()) {
      StringBuilder name = new StringBuilder();
      at = text.startsWith("\"", at) ? quoted(text, at + 1, name) : plain(text, at, name);
      if (name.isEmpty()) {
        throw new IllegalArgumentException("an empty name in '" + text + "'");
      }
      names.add(name.toString());
      if (at < text.length() && text.charAt(at) != '.') {
        throw new IllegalArgumentException("something between two names in '" + text + "'");
      }
      at++;
    }
    return List.copyOf(names);
  }

  private static int plain(String text, int from, StringBuilder name) {
    int dot = text.indexOf('.', from);
    int end = dot < 0 ? text.length() : dot;
    name.append(text, from, end);
    return end;
  }

  private static int quoted(String text, int from, StringBuilder name) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        name.append(c);
      } else if (text.startsWith("\"", at)) {
        name.append(c);
        at++;
      } else {
        return at;
      }
    }
    throw new IllegalArgumentException("a quote without its end in '" + text + "'");
  }
}
