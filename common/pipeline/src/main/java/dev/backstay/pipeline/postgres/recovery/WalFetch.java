package dev.backstay.pipeline.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.WalSegment;
import dev.backstay.engine.postgres.recovery.TimelineHistory;
import dev.backstay.pipeline.Progress;
import dev.backstay.vault.VaultReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings the log of a plan into a folder, segment by segment and several at once, under the names
 * by which a server asks for them. A segment that is not whole is filled up with zeros, which end a
 * recovery. Segments that the backup brings along by itself are left out.
 */
final class WalFetch {
  /** While some wait for the destination, others decode and write. */
  private static final int AT_ONCE = 6;

  private static final int TRANSFER_BYTES = 1 << 20;

  private final VaultReader reader;
  private final LogFolders folders;
  private final RecoveryPlan plan;
  private final int segmentBytes;
  private final Optional<FileOwner> owner;

  WalFetch(VaultReader reader, RecoveryPlan plan, int segmentBytes, Optional<FileOwner> owner) {
    this.reader = reader;
    this.folders = new LogFolders(reader);
    this.plan = plan;
    this.segmentBytes = segmentBytes;
    this.owner = owner;
  }

  /** The segments to bring. */
  List<WalSegment> segments() {
    List<WalSegment> segments = new ArrayList<>();
    List<Stretch> stretches = plan.stretches();
    if (stretches.isEmpty()) {
      return segments;
    }
    WalSegment segment = WalSegment.at(1, stretches.getFirst().from(), segmentBytes);
    int next = 0;
    while (segment.start().isBefore(plan.end())) {
      boolean needed = false;
      while (next < stretches.size() && stretches.get(next).from().isBefore(segment.end())) {
        needed |= !(stretches.get(next).piece().place() instanceof WalPiece.InBase);
        next++;
      }
      if (next > 0 && stretches.get(next - 1).to().isAfter(segment.end())) {
        next--; // it reaches into the next segment too
      }
      if (needed) {
        segments.add(
            new WalSegment(
                plan.path().fileTimeline(segment.end().min(plan.end())),
                segment.number(),
                segmentBytes));
      }
      segment = segment.next();
    }
    return segments;
  }

  /**
   * Brings everything, or leaves no folder: a part of the log must not pass for all of it.
   *
   * @param histories the text of every history file that is known: a server that is promoted takes
   *     a timeline that none of them has
   */
  void run(Path folder, Map<Integer, String> histories, Progress progress) {
    try {
      bring(folder, histories, progress);
    } catch (RuntimeException | Error e) {
      try {
        remove(folder);
      } catch (BackstayException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private static void remove(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  private void bring(Path folder, Map<Integer, String> histories, Progress progress) {
    try {
      Files.createDirectories(folder);
      own(folder);
      for (Map.Entry<Integer, String> history : histories.entrySet()) {
        Path file = folder.resolve(TimelineHistory.fileName(history.getKey()));
        Files.writeString(file, history.getValue(), StandardCharsets.UTF_8);
        own(file);
      }
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    try (ExecutorService crew =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<Future<?>> running = new ArrayList<>();
      for (WalSegment segment : segments()) {
        running.add(crew.submit(() -> bring(segment, folder, progress)));
      }
      try {
        for (Future<?> each : running) {
          each.get();
        }
      } catch (ExecutionException e) {
        crew.shutdownNow();
        throw e.getCause() instanceof BackstayException coded
            ? new BackstayException(coded.code(), String.valueOf(coded.getMessage()), e)
            : new BackstayException(ErrorCode.INTERNAL, "the log could not be brought: " + e, e);
      } catch (InterruptedException e) {
        crew.shutdownNow();
        Thread.currentThread().interrupt();
        throw new BackstayException(
            ErrorCode.INTERRUPTED, "interrupted while the log was brought", e);
      }
    }
  }

  private void bring(WalSegment segment, Path folder, Progress progress) {
    progress.current(segment.name());
    var wal = new HeldWal(reader, folders, plan.stretches(), segmentBytes);
    Path file = folder.resolve(segment.name());
    Lsn end = segment.end().min(plan.end());
    ByteBuffer buffer = ByteBuffer.allocate(TRANSFER_BYTES);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      Lsn position = segment.start();
      while (position.isBefore(end)) {
        buffer.clear();
        buffer.limit((int) Math.min(buffer.capacity(), end.minus(position)));
        int count = wal.read(segment.timeline(), position, buffer);
        if (count == 0) {
          throw new BackstayException(
              ErrorCode.OBJECT_MISSING,
              "the log at %s is not there, though it was listed; nothing more was restored"
                  .formatted(position));
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        position = position.plus(count);
        progress.advance(0, count);
      }
      fill(channel);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    own(file);
    progress.advance(1, 0);
  }

  /** A file of another length is no segment to the server. */
  private void fill(FileChannel channel) throws IOException {
    if (channel.size() < segmentBytes) {
      channel.write(ByteBuffer.wrap(new byte[1]), segmentBytes - 1L);
    }
  }

  private void own(Path file) {
    if (owner.isEmpty()) {
      return;
    }
    try {
      Files.setAttribute(file, "unix:uid", owner.get().uid());
      Files.setAttribute(file, "unix:gid", owner.get().gid());
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static BackstayException unwritable(Path file, IOException cause) {
    return new BackstayException(
        ErrorCode.TARGET_UNWRITABLE, "%s could not be written: %s".formatted(file, cause), cause);
  }
}
