package dev.backstay.engine.postgres.changes;

import dev.backstay.engine.postgres.BlockSet;
import dev.backstay.engine.postgres.BlockSet.BlockRange;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of a {@link LogSummary}. Numbers are big-endian; a varint has seven bits a byte, the
 * lowest first, and the highest bit of all bytes but its last is set.
 *
 * <pre>
 * summary     = version(1) = 1 timeline(4) start(8) end(8) last(8) blindness(2, UTF-8)
 *               checkpoints(4) { record(8) redo(8) checksum(4) }
 *               backups(4) { start(8) stop(8) }
 *               databases(4) { tablespace(4) database(4) }        ; all files changed
 *               relations(4) { tablespace(4) database(4) number(4) limit(8) ranges(4) { range } }
 * range       = unchanged varint, changed varint                  ; blocks below the limit
 * </pre>
 */
final class LogSummaryCodec {
  private static final int VERSION = 1;

  /** What {@link DataOutputStream#writeUTF} takes, at three bytes a sign. */
  private static final int MAX_REASON = 20_000;

  private static final int MORE = 0x80;
  private static final int BITS = 7;

  private LogSummaryCodec() {}

  static byte[] encode(LogSummary summary) {
    var bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(summary.span().timeline());
      write(out, summary.span().start());
      write(out, summary.span().end());
      write(out, summary.last());
      String reason = summary.blindness().orElse("");
      out.writeUTF(reason.substring(0, Math.min(MAX_REASON, reason.length())));
      out.writeInt(summary.checkpoints().size());
      for (LogSummary.Checkpoint checkpoint : summary.checkpoints()) {
        write(out, checkpoint.record());
        write(out, checkpoint.redo());
        out.writeInt(checkpoint.checksum());
      }
      out.writeInt(summary.backups().size());
      for (LogSummary.Backup backup : summary.backups()) {
        write(out, backup.start());
        write(out, backup.stop());
      }
      write(out, summary.blocks());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Lsn position) throws IOException {
    out.writeLong(position.value());
  }

  private static void write(DataOutputStream out, CollectedBlocks blocks) throws IOException {
    out.writeInt(blocks.wholeDatabases().size());
    for (DatabaseFiles database : blocks.wholeDatabases()) {
      out.writeInt(database.tablespace());
      out.writeInt(database.database());
    }
    out.writeInt(blocks.relations().size());
    for (Map.Entry<RelationNumber, BlockSet> each : blocks.relations().entrySet()) {
      out.writeInt(each.getKey().tablespace());
      out.writeInt(each.getKey().database());
      out.writeInt(each.getKey().number());
      BlockSet set = each.getValue();
      out.writeLong(set.limit());
      List<BlockRange> ranges = set.rangesWithin(0, set.limit());
      out.writeInt(ranges.size());
      long at = 0;
      for (BlockRange range : ranges) {
        varint(out, range.first() - at);
        varint(out, range.count());
        at = range.end();
      }
    }
  }

  private static void varint(DataOutputStream out, long number) throws IOException {
    long left = number;
    while (left >= MORE) {
      out.writeByte((int) (left & (MORE - 1)) | MORE);
      left >>>= BITS;
    }
    out.writeByte((int) left);
  }

  static LogSummary decode(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException("a log summary of version " + version + ", not " + VERSION);
      }
      TimelineSpan span = new TimelineSpan(in.readInt(), position(in), position(in));
      Lsn last = position(in);
      Optional<String> blindness = Optional.of(in.readUTF()).filter(reason -> !reason.isEmpty());
      List<LogSummary.Checkpoint> checkpoints = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        checkpoints.add(new LogSummary.Checkpoint(position(in), position(in), in.readInt()));
      }
      List<LogSummary.Backup> backups = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        backups.add(new LogSummary.Backup(position(in), position(in)));
      }
      CollectedBlocks blocks = blocks(in);
      if (in.available() > 0) {
        throw new IOException("a log summary with more behind its end");
      }
      return new LogSummary(span, last, checkpoints, backups, blocks, blindness);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Lsn position(DataInputStream in) throws IOException {
    return new Lsn(in.readLong());
  }

  private static CollectedBlocks blocks(DataInputStream in) throws IOException {
    BlockTable table = new BlockTable();
    for (int left = in.readInt(); left > 0; left--) {
      table.wholeDatabase(in.readInt(), in.readInt());
    }
    for (int left = in.readInt(); left > 0; left--) {
      RelationNumber relation = new RelationNumber(in.readInt(), in.readInt(), in.readInt());
      BlockSet.Builder set = BlockSet.builder().limit(in.readLong());
      long at = 0;
      for (int ranges = in.readInt(); ranges > 0; ranges--) {
        BlockRange range = new BlockRange(at + varint(in), varint(in));
        if (range.end() > BlockSet.NO_LIMIT) {
          throw new IOException("a log summary names block " + range.end());
        }
        set.add(range);
        at = range.end();
      }
      table.add(relation, set.build());
    }
    return table.finish();
  }

  private static long varint(DataInputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += BITS) {
      int next = in.readUnsignedByte();
      number |= (long) (next & (MORE - 1)) << shift;
      if (next < MORE) {
        return number;
      }
    }
    throw new IOException("a log summary with a number without an end");
  }
}
