package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.changes.WalBytes;
import dev.backstay.pipeline.stream.Frame;
import dev.backstay.pipeline.stream.FrameCodec;
import dev.backstay.pipeline.stream.FrameName;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.tree.Node;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log of adjoining stretches, read from where each of them lies. Keeps the frame and the blob
 * it read last. Confined to one thread.
 */
final class HeldWal implements WalBytes {
  private final VaultReader reader;
  private final FrameCodec codec;
  private final List<Stretch> stretches;
  private final int segmentBytes;
  private final LogFolders folders;
  private int current;
  private @Nullable Frame frame;
  private @Nullable BlobId blobId;
  private byte[] blob = new byte[0];

  HeldWal(VaultReader reader, List<Stretch> stretches, int segmentBytes) {
    this(reader, new LogFolders(reader), stretches, segmentBytes);
  }

  HeldWal(VaultReader reader, LogFolders folders, List<Stretch> stretches, int segmentBytes) {
    this.reader = reader;
    this.folders = folders;
    this.codec = new FrameCodec(reader.vault());
    this.stretches = List.copyOf(stretches);
    this.segmentBytes = segmentBytes;
  }

  /** The timeline is known from the position: the stretches are of one path. */
  @Override
  public int read(int timeline, Lsn from, ByteBuffer target) {
    Optional<Stretch> found = at(from);
    return found.isEmpty() ? 0 : read(found.get(), from, target);
  }

  private Optional<Stretch> at(Lsn position) {
    for (int tried = 0; tried < stretches.size(); tried++) {
      Stretch stretch = stretches.get(current);
      if (contains(stretch, position)) {
        return Optional.of(stretch);
      }
      current = (current + 1) % stretches.size();
    }
    return Optional.empty();
  }

  /** The first one holds its segment from the beginning: a backup brings whole segments. */
  private boolean contains(Stretch stretch, Lsn position) {
    boolean begun =
        stretch.from().compareTo(position) <= 0
            || (stretch.equals(stretches.getFirst())
                && WalSegment.at(1, stretch.from(), segmentBytes).contains(position));
    return begun && position.compareTo(stretch.to()) < 0;
  }

  /** What is wanted of a file or frame: bytes from a position on, up to where the stretch ends. */
  private record Demand(Lsn from, long left, ByteBuffer target) {
    int take(int held) {
      return (int) Math.min(Math.min(left, held), target.remaining());
    }
  }

  private int read(Stretch stretch, Lsn from, ByteBuffer target) {
    var demand = new Demand(from, stretch.to().minus(from), target);
    WalPiece piece = stretch.piece();
    WalSegment segment = WalSegment.at(piece.timeline(), from, segmentBytes);
    return switch (piece.place()) {
      case WalPiece.Frame held -> ofFrame(held.name(), demand);
      case WalPiece.RollUp rollUp ->
          ofFile(folders.inRollUp(rollUp.snapshot(), segment), segment, demand);
      case WalPiece.InBase base ->
          ofFile(folders.inBase(base.snapshot(), segment), segment, demand);
    };
  }

  private int ofFrame(FrameName name, Demand demand) {
    if (frame == null || !frame.name().equals(name)) {
      frame = codec.open(name, reader.vault().store().read(name.blob()));
    }
    ByteBuffer wal = frame.wal();
    wal.position(Math.toIntExact(demand.from().minus(name.start())));
    int count = demand.take(wal.remaining());
    demand.target().put(wal.slice(wal.position(), count));
    return count;
  }

  private int ofFile(Node node, WalSegment segment, Demand demand) {
    long offset = demand.from().minus(segment.start());
    long start = 0;
    for (BlobId id : node.content()) {
      int size = reader.size(id).orElseThrow(() -> reader.unknownData(id));
      if (offset < start + size) {
        return ofBlob(id, (int) (offset - start), demand);
      }
      start += size;
    }
    return 0;
  }

  private int ofBlob(BlobId id, int offset, Demand demand) {
    if (!id.equals(blobId)) {
      blob = reader.data(id);
      blobId = id;
    }
    int count = demand.take(blob.length - offset);
    demand.target().put(blob, offset, count);
    return count;
  }
}
