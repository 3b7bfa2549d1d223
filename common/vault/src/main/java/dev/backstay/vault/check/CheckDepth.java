package dev.backstay.vault.check;

import dev.backstay.vault.BlobId;

/**
 * How much of a vault a check reads. Structure is always read: config, keys, locks, marks, indexes,
 * snapshots and directories. Of the packs, part {@code part} of {@code parts} is read byte by byte;
 * with no parts, none.
 */
public record CheckDepth(int part, int parts) {
  /** What a pack's part is derived from: enough that parts are of like size. */
  private static final int HASH_SHIFT = 32;

  /** Structure alone. */
  public static final CheckDepth STRUCTURE = new CheckDepth(0, 0);

  /** Everything. */
  public static final CheckDepth READ_DATA = new CheckDepth(1, 1);

  public CheckDepth {
    if (parts < 0 || part < Math.min(1, parts) || part > parts) {
      throw new IllegalArgumentException("there is no part " + part + " of " + parts);
    }
  }

  /** One of several parts, from 1 on: run one a day, and all is read after {@code parts} days. */
  public static CheckDepth part(int part, int parts) {
    return new CheckDepth(part, parts);
  }

  boolean reads(BlobId pack) {
    return parts > 0 && (pack.a() >>> HASH_SHIFT) % parts == part - 1;
  }
}
