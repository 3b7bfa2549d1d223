package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** WAL segments as files of a folder, under the names the server gives them. */
public record WalFolder(Path folder, int segmentBytes) implements WalBytes {
  @Override
  public int read(int timeline, Lsn from, ByteBuffer target) {
    WalSegment segment = WalSegment.at(timeline, from, segmentBytes);
    long offset = from.minus(segment.start());
    Path file = folder.resolve(segment.name());
    if (!Files.exists(file)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Math.max(0, channel.read(target, offset));
    } catch (NoSuchFileException _) {
      return 0; // recycled since it was seen
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREADABLE, "%s cannot be read".formatted(file), e);
    }
  }
}
