package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.ByteRanges.ByteRange;
import dev.backstay.engine.postgres.ServerFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files read from the disk that the server writes them to. */
final class DiskFiles implements ClusterFiles {
  private final Path data;
  private final FileOwner owner;

  DiskFiles(Path data, FileOwner owner) {
    this.data = data;
    this.owner = owner;
  }

  /**
   * The server's data directory, where this host has it. The proof that it is this very server's,
   * and not that of a standby or of another host's at the same path, is the slot: it has just been
   * made, under a name that exists nowhere else, and the server keeps a directory for it.
   */
  static Optional<DiskFiles> of(ServerFacts facts, String slot) {
    try {
      Path data = Path.of(facts.setting("data_directory"));
      if (!data.isAbsolute()
          || !Files.isReadable(data.resolve("global/pg_control"))
          || !Files.isDirectory(data.resolve("pg_replslot").resolve(slot))) {
        return Optional.empty();
      }
      PosixFileAttributes attributes = Files.readAttributes(data, PosixFileAttributes.class);
      FileOwner owner =
          new FileOwner(
              (Integer) Files.getAttribute(data, "unix:uid"),
              (Integer) Files.getAttribute(data, "unix:gid"),
              attributes.owner().getName(),
              attributes.group().getName());
      return Optional.of(new DiskFiles(data, owner));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty(); // not ours to read
    }
  }

  @Override
  public List<ListedFile> list(String directory) {
    List<ListedFile> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(data.resolve(directory))) {
      for (Path entry : entries) {
        ListedFile file = listed(entry);
        if (file != null) {
          found.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw unreadable(directory, e);
    }
    return found;
  }

  /** As the server sees it: a link to a tablespace is a directory. */
  private static @Nullable ListedFile listed(Path entry) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      boolean directory = attributes.isDirectory();
      return new ListedFile(
          entry.getFileName().toString(),
          directory,
          directory ? 0 : attributes.size(),
          // As the server tells it, so that it makes no difference how a file was reached.
          attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public Pieces read(String path, ByteRanges parts) {
    try {
      return new DiskPieces(
          FileChannel.open(data.resolve(path), StandardOpenOption.READ), path, parts);
    } catch (NoSuchFileException e) {
      throw Vanished.file(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public SmallFiles readSmall(List<SmallFiles.Wanted> wanted) {
    List<Optional<byte[]>> contents = new ArrayList<>();
    for (SmallFiles.Wanted each : wanted) {
      try (FileChannel channel =
          FileChannel.open(data.resolve(each.path()), StandardOpenOption.READ)) {
        ByteBuffer bytes = ByteBuffer.allocate(each.bytes());
        fill(channel, bytes, 0);
        contents.add(Optional.of(Arrays.copyOf(bytes.array(), bytes.position())));
      } catch (NoSuchFileException e) {
        contents.add(Optional.empty());
      } catch (IOException e) {
        throw unreadable(each.path(), e);
      }
    }
    return new SmallFiles(contents);
  }

  @Override
  public FileOwner owner() {
    return owner;
  }

  @Override
  public boolean onDisk() {
    return true;
  }

  @Override
  public void close() {}

  private static void fill(FileChannel channel, ByteBuffer into, long offset) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        return;
      }
      at += count;
    }
  }

  private static BackstayException unreadable(String path, Exception cause) {
    return new BackstayException(
        ErrorCode.SOURCE_UNREADABLE,
        "'" + path + "' of the data directory could not be read",
        cause);
  }

  /** One open file. */
  private static final class DiskPieces implements Pieces {
    private final FileChannel channel;
    private final String path;
    private final List<ByteRange> parts;
    private byte[] own = NO_ROOM;
    private int part;
    private long done; // of the part

    DiskPieces(FileChannel channel, String path, ByteRanges parts) {
      this.channel = channel;
      this.path = path;
      this.parts = parts.ranges();
    }

    @Override
    public @Nullable Piece next(byte[] room, int from, int length) {
      if (part == parts.size()) {
        return null;
      }
      ByteRange current = parts.get(part);
      long offset = current.offset() + done;
      int wanted = (int) Math.min(MAX_BYTES, current.length() - done);
      int fitting = wanted <= length ? wanted : length / PAGES_BYTES * PAGES_BYTES;
      boolean fits = fitting > 0;
      int asked = fits ? fitting : wanted;
      ByteBuffer buffer = fits ? ByteBuffer.wrap(room, from, asked) : own(asked);
      int start = buffer.position();
      try {
        fill(channel, buffer, offset);
      } catch (IOException e) {
        throw unreadable(path, e);
      }
      done += asked;
      if (done == current.length()) {
        part++;
        done = 0;
      }
      return new Piece(buffer.array(), start, buffer.position() - start, offset, asked);
    }

    private ByteBuffer own(int bytes) {
      if (own.length < bytes) {
        own = new byte[bytes];
      }
      return ByteBuffer.wrap(own, 0, bytes);
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }
  }
}
