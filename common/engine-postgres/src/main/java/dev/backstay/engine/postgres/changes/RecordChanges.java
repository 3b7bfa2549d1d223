package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What one WAL record after the other changes in relation files. Nearly every change names its
 * blocks at the head of the record:
 *
 * <pre>
 * record    = header { block } [ origin ] [ topLevel ] [ main ] images-and-data mainData
 * block     = id(1) forkAndFlags(1) dataBytes(2) [ image ] [ relation ] blockNumber(4)
 * image     = bytes(2) holeOffset(2) flags(1) [ holeBytes(2) ]    ; the last: compressed, with hole
 * relation  = tablespace(4) database(4) number(4)                 ; else that of the block before
 * origin    = 253 origin(2)
 * topLevel  = 252 transaction(4)
 * main      = 255 bytes(1) | 254 bytes(4)
 * </pre>
 *
 * The few that change files without naming blocks are known by their resource: forks created and
 * truncated, relations dropped by a transaction, databases copied, moved and dropped. What is
 * beside relations (transaction status, relation maps) is read in full by every backup.
 */
final class RecordChanges {
  private static final int XLOG = 0;
  private static final int TRANSACTION = 1;
  private static final int STORAGE = 2;
  private static final int DATABASE = 4;

  private static final int LAST_BLOCK_ID = 32;
  private static final int TOP_LEVEL = 252;
  private static final int ORIGIN = 253;
  private static final int LONG_MAIN = 254;
  private static final int SHORT_MAIN = 255;

  private static final int FORK_MASK = 0x0F;
  private static final int HAS_IMAGE = 0x10;
  private static final int SAME_RELATION = 0x80;
  private static final int IMAGE_HAS_HOLE = 0x01;

  private static final int OPERATION = 0xF0;
  private static final int PARAMETER_CHANGE = 0x60;
  private static final int WAL_LEVEL_OFFSET = 20;
  private static final int WAL_LEVEL_MINIMAL = 0;

  private static final int STORAGE_CREATE = 0x10;
  private static final int STORAGE_TRUNCATE = 0x20;
  private static final int TRUNCATES_MAIN = 0x01;

  private static final int TRANSACTION_OPERATION = 0x70;
  private static final int COMMIT = 0x00;
  private static final int ABORT = 0x20;
  private static final int COMMIT_PREPARED = 0x30;
  private static final int ABORT_PREPARED = 0x40;
  private static final int TRANSACTION_HAS_MORE = 0x80;
  private static final int MORE_DATABASE = 1;
  private static final int MORE_SUBTRANSACTIONS = 1 << 1;
  private static final int MORE_RELATIONS = 1 << 2;

  private static final int RELATION_BYTES = 12;

  private final WalVersion version;
  private final BlockTable table;
  private Optional<String> blindness = Optional.empty();

  RecordChanges(WalVersion version, BlockTable table) {
    this.version = version;
    this.table = table;
  }

  /** Why the WAL does not tell every change, if it does not. */
  Optional<String> blindness() {
    return blindness;
  }

  /**
   * Notes what a record changes.
   *
   * @param record its bytes, or as many of its first as are kept
   * @param bytes its whole length
   */
  void note(ByteBuffer record, int bytes) {
    int mainBytes = blocks(record, bytes);
    int operation = Byte.toUnsignedInt(record.get(16));
    int resource = Byte.toUnsignedInt(record.get(17));
    if (resource != XLOG
        && resource != TRANSACTION
        && resource != STORAGE
        && resource != DATABASE) {
      return;
    }
    if (record.limit() < bytes) {
      if (resource != XLOG) {
        blindness = Optional.of("a transaction dropped more relations than can be followed");
      }
      return;
    }
    ByteBuffer main = record.slice(bytes - mainBytes, mainBytes).order(record.order());
    switch (resource) {
      case XLOG -> server(operation & OPERATION, main);
      case TRANSACTION -> transaction(operation, main);
      case STORAGE -> storage(operation & OPERATION, main);
      default -> database(operation & OPERATION, main);
    }
  }

  private int blocks(ByteBuffer record, int bytes) {
    int at = WalReader.HEADER_BYTES;
    long data = 0;
    RelationNumber relation = null;
    while (bytes - at > data) {
      int id = Byte.toUnsignedInt(record.get(at));
      if (id == SHORT_MAIN) {
        return Byte.toUnsignedInt(record.get(at + 1));
      } else if (id == LONG_MAIN) {
        return record.getInt(at + 1);
      } else if (id == ORIGIN) {
        at += 3;
        continue;
      } else if (id == TOP_LEVEL) {
        at += 5;
        continue;
      } else if (id > LAST_BLOCK_ID) {
        throw broken("an unknown part " + id);
      }
      int flags = record.get(at + 1);
      data += Short.toUnsignedInt(record.getShort(at + 2));
      at += 4;
      if ((flags & HAS_IMAGE) != 0) {
        data += Short.toUnsignedInt(record.getShort(at));
        int image = record.get(at + 4);
        at += (image & IMAGE_HAS_HOLE) != 0 && version.isCompressed(image) ? 7 : 5;
      }
      if ((flags & SAME_RELATION) == 0) {
        relation = RelationNumber.at(record, at);
        at += RELATION_BYTES;
      }
      if (relation == null) {
        throw broken("a block of no relation");
      }
      table.changed(relation, flags & FORK_MASK, record.getInt(at));
      at += Integer.BYTES;
    }
    return 0;
  }

  private void server(int operation, ByteBuffer main) {
    if (operation == PARAMETER_CHANGE && main.getInt(WAL_LEVEL_OFFSET) == WAL_LEVEL_MINIMAL) {
      blindness = Optional.of("the server ran with wal_level=minimal meanwhile");
    }
  }

  private void storage(int operation, ByteBuffer main) {
    if (operation == STORAGE_CREATE) {
      table.limit(RelationNumber.at(main, 0), main.getInt(RELATION_BYTES), 0);
    } else if (operation == STORAGE_TRUNCATE && (main.getInt(16) & TRUNCATES_MAIN) != 0) {
      table.limit(RelationNumber.at(main, Integer.BYTES), RelationNumber.MAIN, main.getInt(0));
    }
  }

  private void database(int operation, ByteBuffer main) {
    int database = main.getInt(0);
    if (operation == version.databaseDropped()) {
      int count = main.getInt(4);
      for (int i = 0; i < count; i++) {
        table.wholeDatabase(main.getInt(8 + i * Integer.BYTES), database);
      }
    } else {
      table.wholeDatabase(main.getInt(4), database);
    }
  }

  private void transaction(int operation, ByteBuffer main) {
    int what = operation & TRANSACTION_OPERATION;
    boolean ends =
        what == COMMIT || what == ABORT || what == COMMIT_PREPARED || what == ABORT_PREPARED;
    if (!ends || (operation & TRANSACTION_HAS_MORE) == 0) {
      return;
    }
    int more = main.getInt(8);
    int at = 12;
    if ((more & MORE_DATABASE) != 0) {
      at += 8;
    }
    if ((more & MORE_SUBTRANSACTIONS) != 0) {
      at += Integer.BYTES + main.getInt(at) * Integer.BYTES;
    }
    if ((more & MORE_RELATIONS) != 0) {
      int count = main.getInt(at);
      for (int i = 0; i < count; i++) {
        table.limit(
            RelationNumber.at(main, at + Integer.BYTES + i * RELATION_BYTES),
            RelationNumber.MAIN,
            0);
      }
    }
  }

  private static BackstayException broken(String what) {
    return new BackstayException(
        ErrorCode.WAL_BROKEN, "a WAL record with a good checksum holds " + what);
  }
}
