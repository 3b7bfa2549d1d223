package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table by schema and name, both exactly as the server holds them. */
public record TableName(String schema, String name) implements Comparable<TableName> {
  /** Reads {@code schema.table} as psql does: folded to lower case but for what is in quotes. */
  public static TableName parse(String text) {
    List<String> parts = parts(text);
    if (parts.size() != 2) {
      throw new BackstayException(
          ErrorCode.USAGE,
          "a table is written schema.table, with double quotes where SQL needs them, not " + text);
    }
    return new TableName(parts.getFirst(), parts.getLast());
  }

  /** The names between the dots of a text, as SQL reads them; at least one. */
  static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' && quoted && text.startsWith("\"\"", at)) {
        part.append(c);
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '.' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(quoted ? String.valueOf(c) : String.valueOf(c).toLowerCase(Locale.ROOT));
      }
    }
    parts.add(part.toString());
    if (quoted || parts.contains("")) {
      throw new BackstayException(
          ErrorCode.USAGE, "the name %s is not complete; nothing was started".formatted(text));
    }
    return parts;
  }

  /** An identifier for SQL, whatever is in it. */
  public static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** For SQL, and a pattern of pg_dump that matches nothing else. */
  public String quoted() {
    return quoted(schema) + "." + quoted(name);
  }

  @Override
  public int compareTo(TableName other) {
    int order = schema.compareTo(other.schema);
    return order != 0 ? order : name.compareTo(other.name);
  }

  /** For people: quoted where it must be. */
  @Override
  public String toString() {
    return shown(schema) + "." + shown(name);
  }

  private static String shown(String identifier) {
    return identifier.matches("[a-z_][a-z0-9_$]*") ? identifier : quoted(identifier);
  }
}
