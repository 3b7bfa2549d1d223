package dev.backstay.store;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A store in a directory of a local or mounted disk: each object is a file at its name's path,
 * readable by its owner only.
 *
 * <p>A put writes {@code .tmp/<random>}, forces it to disk, gives it its name by an atomic rename
 * (or, where only an absent name may be taken, by a hard link, which the kernel decides between
 * processes), and forces the directories that name it. Several processes may use one directory, and
 * stock restic may work in it at the same time. The disk cannot refuse deletion, so retention is
 * refused.
 */
public final class LocalBlobStore implements BlobStore {
  /**
   * How much is handed to the disk at once: the JDK copies a heap buffer to a buffer of the same
   * size outside the heap and keeps that for the thread, so it must stay small.
   */
  private static final int TRANSFER_BYTES = 256 << 10;

  private static final String TEMPORARY_DIRECTORY = ".tmp";

  private final Path root;
  private final RandomGenerator random;
  private final LocalDirectories directories;
  private final LocalFailures failures;

  private LocalBlobStore(Path root, RandomGenerator random) {
    this.root = root;
    this.random = random;
    this.directories = new LocalDirectories(root);
    this.failures = new LocalFailures(root);
  }

  /** The store in a directory that is made, with its missing parents, unless it is there. */
  public static LocalBlobStore create(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      LocalDirectories.createRoot(absolute);
    } catch (IOException e) {
      throw new LocalFailures(absolute).translate("creation", 0, e);
    }
    return open(absolute);
  }

  /** The store in a directory that must be there; it may be read-only. */
  public static LocalBlobStore open(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      throw new BackstayException(
          ErrorCode.STORE_NOT_FOUND,
          Files.exists(absolute)
              ? absolute + " is not a directory"
              : "there is no directory " + absolute);
    }
    if (!Files.isReadable(absolute) || !Files.isExecutable(absolute)) {
      throw new BackstayException(
          ErrorCode.STORE_DENIED, "the directory " + absolute + " is not readable for this user");
    }
    return new LocalBlobStore(absolute, new SecureRandom());
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public PutOutcome put(BlobName name, Payload payload, PutOptions options) {
    String call = "put of " + name;
    Interruption.check(call);
    refuseRetention(name, options);
    Path target = root.resolve(name.value());
    try {
      if (options.onlyIfAbsent() && Files.isRegularFile(target)) {
        directories.force(LocalDirectories.parentOf(target));
        return PutOutcome.EXISTED;
      }
      Path temporary = writeTemporary(payload);
      try {
        return options.onlyIfAbsent() ? link(temporary, target) : rename(temporary, target);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw failures.translate(call, payload.size() + LocalFailures.METADATA_BYTES, e);
    }
  }

  @Override
  public byte[] read(BlobName name) {
    return readFile(name, Optional.empty());
  }

  @Override
  public byte[] read(BlobName name, long offset, int length) {
    return readFile(name, Optional.of(new ByteRange(offset, length)));
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    String call = "stat of " + name;
    Interruption.check(call);
    Path file = root.resolve(name.value());
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() ? Optional.of(stat(name, attributes)) : Optional.empty();
    } catch (IOException e) {
      if (failures.isMissing(file, e)) {
        return Optional.empty();
      }
      throw failures.translate(call, 0, e);
    }
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    String call = "list of " + location() + (prefix.isEmpty() ? "" : "/" + prefix);
    try {
      new LocalListing(root, call)
          .walk(
              prefix,
              (file, attributes) -> {
                String name = root.relativize(file).toString();
                if (!UnfinishedName.matches(file.getFileName().toString())) {
                  consumer.accept(stat(BlobName.of(name), attributes));
                }
              });
    } catch (IOException e) {
      throw failures.translate(call, 0, e);
    }
  }

  @Override
  public boolean delete(BlobName name) {
    String call = "delete of " + name;
    Interruption.check(call);
    Path file = root.resolve(name.value());
    try {
      boolean found = Files.isRegularFile(file) && Files.deleteIfExists(file);
      // Also when nothing was found: an earlier delete may have ended before its force.
      if (Files.isDirectory(LocalDirectories.parentOf(file))) {
        directories.force(LocalDirectories.parentOf(file));
      }
      failures.requireRoot();
      return found;
    } catch (IOException e) {
      throw failures.translate(call, 0, e);
    }
  }

  @Override
  public int sweep(Instant olderThan) {
    String call = "sweep of " + location();
    int[] swept = {0};
    try {
      LocalListing listing = new LocalListing(root, call);
      LocalListing.FileVisitor remove =
          (file, attributes) -> {
            if (attributes.lastModifiedTime().toInstant().isBefore(olderThan)
                && Files.deleteIfExists(file)) {
              swept[0]++;
            }
          };
      listing.walkTemporary(root.resolve(TEMPORARY_DIRECTORY), remove);
      listing.walk(
          "",
          (file, attributes) -> {
            if (UnfinishedName.matches(file.getFileName().toString())) {
              remove.visit(file, attributes);
            }
          });
      return swept[0];
    } catch (IOException e) {
      throw failures.translate(call, 0, e);
    }
  }

  @Override
  public void close() {}

  private Path writeTemporary(Payload payload) throws IOException {
    Path directory = root.resolve(TEMPORARY_DIRECTORY);
    directories.ensure(directory);
    byte[] unique = new byte[16];
    random.nextBytes(unique);
    Path temporary = directory.resolve(HexFormat.of().formatHex(unique));
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            LocalDirectories.OBJECT_MODE)) {
      for (ByteBuffer piece : payload.pieces()) {
        writeFully(channel, piece);
      }
      channel.force(true);
      return temporary;
    } catch (IOException | RuntimeException e) {
      removeAfter(e, temporary);
      throw e;
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer piece) throws IOException {
    int end = piece.limit();
    while (piece.position() < end) {
      piece.limit(Math.min(end, piece.position() + TRANSFER_BYTES));
      channel.write(piece);
    }
  }

  private static void removeAfter(Exception failure, Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private PutOutcome rename(Path temporary, Path target) throws IOException {
    Path parent = LocalDirectories.parentOf(target);
    directories.ensure(parent);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    directories.force(parent);
    return PutOutcome.STORED;
  }

  private PutOutcome link(Path temporary, Path target) throws IOException {
    Path parent = LocalDirectories.parentOf(target);
    directories.ensure(parent);
    PutOutcome outcome;
    try {
      Files.createLink(target, temporary);
      outcome = PutOutcome.STORED;
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(target)) {
        throw e;
      }
      outcome = PutOutcome.EXISTED;
    }
    // Also for EXISTED: the winner may not have forced its name yet, and we vouch for it.
    directories.force(parent);
    return outcome;
  }

  private byte[] readFile(BlobName name, Optional<ByteRange> wanted) {
    String call = "read of " + name;
    Interruption.check(call);
    Path file = root.resolve(name.value());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (Files.isDirectory(file)) {
        throw new NoSuchFileException(file.toString());
      }
      long size = channel.size();
      ByteRange range = wanted.orElseGet(() -> whole(name, size));
      range.requireWithin(name, size);
      byte[] bytes = new byte[range.length()];
      readFully(channel, range, bytes, name);
      return bytes;
    } catch (IOException e) {
      if (failures.isMissing(file, e)) {
        throw new BackstayException(ErrorCode.OBJECT_MISSING, name + " is not in " + location(), e);
      }
      throw failures.translate(call, 0, e);
    }
  }

  private static ByteRange whole(BlobName name, long size) {
    if (size > MAX_OBJECT_BYTES) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT,
          name + " has " + size + " bytes, more than any object Backstay reads or writes");
    }
    return new ByteRange(0, (int) size);
  }

  private static void readFully(FileChannel channel, ByteRange range, byte[] bytes, BlobName name)
      throws IOException {
    int done = 0;
    while (done < bytes.length) {
      ByteBuffer slice =
          ByteBuffer.wrap(bytes, done, Math.min(TRANSFER_BYTES, bytes.length - done));
      int count = channel.read(slice, range.offset() + done);
      if (count < 0) {
        range.requireWithin(name, range.offset() + done);
      }
      done += count;
    }
  }

  private static BlobStat stat(BlobName name, BasicFileAttributes attributes) {
    return new BlobStat(name, attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  private static void refuseRetention(BlobName name, PutOptions options) {
    if (options.retainUntil().isPresent()) {
      throw new BackstayException(
          ErrorCode.STORE_FAILED,
          "a directory cannot retain " + name + " against deletion, so it was not stored");
    }
  }
}
