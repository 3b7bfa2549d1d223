package dev.backstay.engine.postgres.logical;

import java.util.List;
import java.util.OptionalLong;

/**
 * A database of a dump.
 *
 * @param directory of its archive below {@code /dump}
 * @param roles that own something in it or are granted something
 * @param largeObjects how many it held; empty when they are not in the dump
 */
public record DumpedDatabase(
    String directory,
    DatabaseForm form,
    List<Extension> extensions,
    List<String> roles,
    List<DumpedTable> tables,
    OptionalLong largeObjects) {
  public DumpedDatabase {
    extensions = List.copyOf(extensions);
    roles = List.copyOf(roles);
    tables = List.copyOf(tables);
  }

  public String name() {
    return form.name();
  }

  /** An extension that is created in it. */
  public record Extension(String name, String version, String schema) {}

  public boolean has(String extension) {
    return extensions.stream().anyMatch(each -> each.name().equals(extension));
  }
}
