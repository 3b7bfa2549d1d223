package dev.backstay.benchmarks;

import dev.backstay.benchmarks.rows.BusinessRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A kind of bytes that databases are made of. The same length gives the same bytes. */
public enum Sample {
  /** Rows of a table with names, documents and free text. */
  TEXT {
    @Override
    byte[] bytes(int length) {
      ByteArrayOutputStream rows = new ByteArrayOutputStream(length + (1 << 20));
      try {
        for (long first = 1; rows.size() < length; first += ROWS_AT_ONCE) {
          BusinessRows.write("orders", first, ROWS_AT_ONCE, rows);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Arrays.copyOf(rows.toByteArray(), length);
    }
  },

  /** Leaf pages of a b-tree: line pointers, then a row's place and its key, ascending. */
  INDEX {
    @Override
    byte[] bytes(int length) {
      SplittableRandom random = new SplittableRandom(SEED);
      byte[] bytes = new byte[length];
      ByteBuffer pages = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      long key = 1;
      while (pages.remaining() >= PAGE_BYTES) {
        int page = pages.position();
        pages.putLong(key * 40).putShort((short) 0).putShort((short) 4);
        for (int entry = 0; entry < INDEX_ENTRIES; entry++) {
          int at = PAGE_BYTES - 16 - 16 * (entry + 1);
          pages.putInt(page + 24 + 4 * entry, at | 1 << 15 | 16 << 17);
          pages.putInt(page + at, random.nextInt(1 << 20) << 16);
          pages.putInt(page + at + 4, random.nextInt(1, 60) | 16 << 16);
          pages.putLong(page + at + 8, key++);
        }
        pages.position(page + PAGE_BYTES);
      }
      return bytes;
    }
  },

  /** Wide rows of which few bytes are in use, as pgbench has them. */
  ZEROS {
    @Override
    byte[] bytes(int length) {
      SplittableRandom random = new SplittableRandom(SEED);
      byte[] bytes = new byte[length];
      ByteBuffer rows = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int id = 1;
      while (rows.remaining() >= WIDE_ROW_BYTES) {
        int row = rows.position();
        rows.putInt(736).putInt(0).putLong(0).putInt(id++).putInt(1 + id / 100_000);
        rows.putInt(random.nextInt(-5000, 5000));
        rows.position(row + WIDE_ROW_BYTES);
      }
      return bytes;
    }
  };

  private static final long SEED = 25;
  private static final int ROWS_AT_ONCE = 4096;
  private static final int PAGE_BYTES = 8192;

  /** As many as a page nine tenths full holds. */
  private static final int INDEX_ENTRIES = 366;

  private static final int WIDE_ROW_BYTES = 128;

  /** So many bytes of this kind. */
  abstract byte[] bytes(int length);
}
