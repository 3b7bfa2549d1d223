package dev.backstay.engine.postgres.recovery;

/** A table's name with its schema, unquoted. */
public record TableName(String schema, String name) {
  public TableName {
    if (schema.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("a table is named as schema.name");
    }
  }

  /** Reads {@code schema.name}; names with dots in them are put in double quotes. */
  public static TableName parse(String text) {
    var parts = DottedName.parse(text);
    if (parts.size() != 2) {
      throw new IllegalArgumentException("'" + text + "' is not of the form schema.name");
    }
    return new TableName(parts.get(0), parts.get(1));
  }

  /** For a statement. */
  String quoted() {
    return quote(schema) + "." + quote(name);
  }

  static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
