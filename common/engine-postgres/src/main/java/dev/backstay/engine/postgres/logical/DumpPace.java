package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.OwnedThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pauses a running pg_dump while more of its finished files wait than a spool may hold, however
 * long whoever takes them is held up. Its one thread is joined by {@link #close}.
 */
final class DumpPace implements AutoCloseable {
  /** At a gigabyte a second the limit is passed by a tenth. */
  private static final long LOOK_MILLIS = 100;

  private final GuardedProcess dump;
  private final Path folder;
  private final long limitBytes;
  private final Thread thread;
  private volatile @Nullable BackstayException failure;

  private DumpPace(GuardedProcess dump, Path folder, long limitBytes) {
    this.dump = dump;
    this.folder = folder;
    this.limitBytes = limitBytes;
    this.thread = Thread.ofPlatform().daemon().name("dump-pace").unstarted(this::keep);
  }

  static DumpPace keep(GuardedProcess dump, Path folder, long limitBytes) {
    DumpPace pace = new DumpPace(dump, folder, limitBytes);
    pace.thread.start();
    return pace;
  }

  private void keep() {
    boolean paused = false;
    try {
      while (dump.isRunning()) {
        long waiting = waitingBytes();
        if (waiting > limitBytes) {
          paused = true;
          dump.pause();
        } else if (paused && waiting <= limitBytes / 2) {
          paused = false;
          dump.resume();
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end that close asked for
    } catch (BackstayException e) {
      failure = e; // told by the thread that takes the files
    }
  }

  /** Throws what made the pacing fail: pg_dump may then stay paused for ever. */
  void throwFailure() {
    BackstayException cause = failure;
    if (cause != null) {
      throw new BackstayException(cause.code(), String.valueOf(cause.getMessage()), cause);
    }
  }

  /**
   * What nobody writes to any more: only that shrinks while pg_dump is paused, so only that may
   * pause it.
   */
  private long waitingBytes() {
    List<Path> files = Spool.files(folder);
    long all = files.stream().mapToLong(DumpPace::size).sum();
    if (all <= limitBytes) {
      return all; // whichever of them are finished
    }
    return dump.openFiles()
        .map(open ->
            files.stream().filter(file -> !open.contains(file)).mapToLong(DumpPace::size).sum())
        .orElse(limitBytes); // not known now: neither pause nor resume
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // taken meanwhile
    }
  }

  @Override
  public void close() {
    OwnedThreads.end(thread);
  }
}
