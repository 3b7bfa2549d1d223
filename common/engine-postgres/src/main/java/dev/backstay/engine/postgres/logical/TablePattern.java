package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.regex.Pattern;

/**
 * Tables by pattern: {@code schema.table}, where {@code *} stands for anything. Every other letter
 * stands for itself, capitals too, and needs no quotes; so a pattern means the same to the counts
 * of rows and to pg_dump.
 */
public record TablePattern(String schema, String table) {
  /** Reads the written form, whose parts have no dot in them. */
  public static TablePattern parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 1 || dot == text.length() - 1 || text.indexOf('.', dot + 1) >= 0) {
      throw new BackstayException(
          ErrorCode.USAGE,
          "a pattern of tables is written schema.table with *, not '%s'; nothing was started"
              .formatted(text));
    }
    return new TablePattern(text.substring(0, dot), text.substring(dot + 1));
  }

  boolean matches(TableName name) {
    return matches(schema, name.schema()) && matches(table, name.name());
  }

  private static boolean matches(String glob, String name) {
    StringBuilder regex = new StringBuilder();
    for (String literal : glob.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
  }

  /**
   * The same as pg_dump reads it: literals in quotes, so that they are neither folded nor signs.
   */
  String clientPattern() {
    return clientPattern(schema) + "." + clientPattern(table);
  }

  private static String clientPattern(String glob) {
    StringBuilder pattern = new StringBuilder();
    String before = "";
    for (String literal : glob.split("\\*", -1)) {
      pattern.append(before).append(literal.isEmpty() ? "" : TableName.quoted(literal));
      before = "*";
    }
    return pattern.toString();
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
