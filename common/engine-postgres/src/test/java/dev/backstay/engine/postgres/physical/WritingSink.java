package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileName;
import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.ByteRanges.ByteRange;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.ChangedContent;
import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.Postponed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes what is captured as plain files, on threads of its own as a vault would, and judges the
 * order in which it is told. With a parent, changed parts are laid over the parent's file.
 */
final class WritingSink implements CaptureSink, AutoCloseable {
  /** A vault reads whole chunks. */
  private static final int CHUNK_BYTES = 128 << 10;

  private static final int READERS = 3;

  /** An entry, or a place that holds some. */
  private static final class Slot {
    final Optional<FileName> name;
    final List<Slot> held = new ArrayList<>();

    Slot(Optional<FileName> name) {
      this.name = name;
    }
  }

  final List<BackstayException> problems = new ArrayList<>();
  final List<String> vanished = new ArrayList<>();
  final AtomicLong bytesOpened = new AtomicLong();

  private final Path root;
  private final Optional<Path> parent;
  private final ExecutorService readers = Executors.newFixedThreadPool(READERS);
  private final List<Future<?>> reading = new ArrayList<>();
  private final Teller teller;
  private Runnable onFirstFile = () -> {};

  WritingSink(Path root) {
    this(root, Optional.empty());
  }

  WritingSink(Path root, Optional<Path> parent) {
    this.root = root;
    this.parent = parent;
    this.teller = new Teller(root, new Slot(Optional.empty()));
  }

  /** Something that happens in the source when its listing has begun. */
  WritingSink whenItBegins(Runnable action) {
    onFirstFile = action;
    return this;
  }

  @Override
  public void enter(FileEntry directory) {
    teller.enter(directory);
  }

  @Override
  public void leave() {
    teller.leave();
  }

  @Override
  public void add(FileEntry entry, Content content) {
    Runnable action = onFirstFile;
    onFirstFile = () -> {};
    teller.add(entry, content);
    action.run();
  }

  @Override
  public void problem(String path, BackstayException cause) {
    problems.add(cause);
  }

  @Override
  public Postponed postpone() {
    return teller.postpone();
  }

  @Override
  public void settle() {
    try {
      for (Future<?> each : reading) {
        each.get();
      }
      reading.clear();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackstayException coded) {
        throw coded;
      }
      throw new BackstayException(ErrorCode.INTERNAL, "a file was not read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted", e);
    }
  }

  /** Names that came out of order, or twice. */
  List<String> disorder() {
    List<String> wrong = new ArrayList<>();
    judge(teller.top, wrong);
    return wrong;
  }

  private static void judge(Slot directory, List<String> wrong) {
    FileName last = null;
    for (Slot slot : flat(directory)) {
      FileName name = slot.name.orElseThrow();
      if (last != null && last.compareTo(name) >= 0) {
        wrong.add(name + " after " + last);
      }
      last = name;
      judge(slot, wrong);
    }
  }

  private static List<Slot> flat(Slot directory) {
    List<Slot> all = new ArrayList<>();
    for (Slot slot : directory.held) {
      all.addAll(slot.name.isPresent() ? List.of(slot) : flat(slot));
    }
    return all;
  }

  @Override
  public void close() {
    readers.shutdownNow();
    readers.close();
  }

  /** The calls at one place. */
  private final class Teller implements Postponed {
    private final Slot top;
    private final Deque<Slot> open = new ArrayDeque<>();
    private Path directory;

    Teller(Path directory, Slot top) {
      this.directory = directory;
      this.top = top;
      open.push(top);
    }

    @Override
    public void enter(FileEntry entry) {
      open.push(told(entry));
      directory = directory.resolve(entry.name().toString());
      try {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, permissions(entry));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Slot told(FileEntry entry) {
      Slot slot = new Slot(Optional.of(entry.name()));
      open.element().held.add(slot);
      return slot;
    }

    @Override
    public void leave() {
      open.pop();
      directory = Objects.requireNonNull(directory.getParent());
    }

    @Override
    public void add(FileEntry entry, Content content) {
      told(entry);
      Path file = directory.resolve(entry.name().toString());
      reading.add(
          readers.submit(() -> {
            write(entry, content, file);
            return true;
          }));
    }

    @Override
    public void problem(String path, BackstayException cause) {
      problems.add(cause);
    }

    @Override
    public void settle() {
      WritingSink.this.settle();
    }

    @Override
    public Postponed postpone() {
      Slot place = new Slot(Optional.empty());
      open.element().held.add(place);
      return new Teller(directory, place);
    }

    @Override
    public void close() {}
  }

  private static Set<PosixFilePermission> permissions(FileEntry entry) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all =
        PosixFilePermission.values(); // from owner's read to others' execute
    for (int bit = 0; bit < all.length; bit++) {
      if ((entry.permissions() & (0400 >> bit)) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }

  private void write(FileEntry entry, Content content, Path file) throws IOException {
    Optional<Path> before =
        parent.map(path -> path.resolve(root.relativize(file).toString())).filter(Files::exists);
    try {
      if (content instanceof ChangedContent changed && before.isPresent()) {
        overlay(entry, changed, before.orElseThrow(), file);
      } else {
        try (FileInput input = content.open();
            FileChannel out = created(file)) {
          copy(input, out, 0, Long.MAX_VALUE);
        }
      }
      Files.setPosixFilePermissions(file, permissions(entry));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.SOURCE_VANISHED) {
        throw e;
      }
      synchronized (vanished) {
        vanished.add(file.toString());
      }
      Files.deleteIfExists(file);
    }
  }

  private static FileChannel created(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void overlay(FileEntry entry, ChangedContent content, Path before, Path file)
      throws IOException {
    Files.copy(before, file, StandardCopyOption.COPY_ATTRIBUTES);
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (out.size() > entry.size()) {
        out.truncate(entry.size());
      }
      ByteRanges parts = chunks(content.changed(), Files.size(before), entry.size());
      try (FileInput input = content.open(parts)) {
        for (ByteRange part : parts.ranges()) {
          copy(input, out, part.offset(), part.length());
        }
      }
    }
  }

  /** Whole chunks that changed or that the parent has not, or not wholly. */
  private static ByteRanges chunks(ByteRanges changed, long before, long size) {
    ByteRanges.Builder chunks = ByteRanges.builder();
    for (long at = 0; at < size; at += CHUNK_BYTES) {
      long length = Math.min(CHUNK_BYTES, size - at);
      if (at + length > before || changed.touches(at, length)) {
        chunks.add(at, length);
      }
    }
    return chunks.build();
  }

  private void copy(FileInput input, FileChannel out, long offset, long length) throws IOException {
    byte[] buffer = new byte[CHUNK_BYTES];
    long at = offset;
    while (at < offset + length) {
      int count = input.read(buffer, 0, (int) Math.min(buffer.length, offset + length - at));
      if (count <= 0) {
        return;
      }
      bytesOpened.addAndGet(count);
      ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
      while (bytes.hasRemaining()) {
        at += out.write(bytes, at);
      }
    }
  }
}
