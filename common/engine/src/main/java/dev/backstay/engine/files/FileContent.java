package dev.backstay.engine.files;

import dev.backstay.engine.Content;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.FileInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The content of a regular file of this host. */
record FileContent(Path path, EntryPath shown) implements Content {
  /**
   * The JDK keeps, for each thread, a native buffer as large as its largest transfer; this bounds
   * it and is still long enough that the system calls cost nothing.
   */
  private static final int MAX_TRANSFER_BYTES = 1 << 20;

  /** A file that became a symbolic link since it was listed is not followed. */
  @Override
  public FileInput open() {
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      return new ChannelInput(channel, shown);
    } catch (IOException failed) {
      throw SourceFailure.of(shown, failed);
    }
  }

  private record ChannelInput(FileChannel channel, EntryPath shown) implements FileInput {
    @Override
    public int read(byte[] into, int offset, int length) {
      int done = 0;
      try {
        while (done < length) {
          int part = Math.min(length - done, MAX_TRANSFER_BYTES);
          int count = channel.read(ByteBuffer.wrap(into, offset + done, part));
          if (count < 0) {
            return done == 0 ? -1 : done;
          }
          done += count;
        }
        return done;
      } catch (IOException failed) {
        throw SourceFailure.of(shown, failed);
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException failed) {
        throw SourceFailure.of(shown, failed);
      }
    }
  }
}
