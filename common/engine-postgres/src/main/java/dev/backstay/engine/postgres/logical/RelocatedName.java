package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/** What the indexes, sequences and partitions of a renamed table are called. */
final class RelocatedName {
  /** PostgreSQL cuts longer names, and two might become one. */
  private static final int MAX_BYTES = 63;

  private RelocatedName() {}

  /** The name with that of the table in front exchanged, or the new one put before it. */
  static String of(String name, String oldTable, String newTable) {
    if (oldTable.equals(newTable)) {
      return name;
    }
    String renamed =
        name.startsWith(oldTable)
            ? newTable + name.substring(oldTable.length())
            : newTable + "_" + name;
    return fitting(renamed);
  }

  /** Gives a table its place; refused where another one, of the same name elsewhere, has it. */
  static void give(Map<TableName, TableName> places, TableName from, TableName to) {
    if (places.containsValue(to)) {
      throw new BackstayException(
          ErrorCode.RESTORE_REFUSED,
          "%s would become %s, as another table of its name in another schema does: restore them one by one, each under a name of its own; nothing was changed"
              .formatted(from, to));
    }
    places.put(from, to);
  }

  private static String fitting(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
      return name;
    }
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    String end = String.format(Locale.ROOT, "_%08x", sum.getValue());
    String cut = name;
    while ((cut + end).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut + end;
  }
}
