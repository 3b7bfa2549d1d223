package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.OwnedThreads;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.CaptureEngine;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.Content;
import org.jspecify.annotations.Nullable;

/**
 * Walks a source ahead of its backup, on a thread of its own, to tell how much there is. Ended by
 * closing.
 */
final class TotalScan implements AutoCloseable {
  /** How many entries pass between two reports. */
  private static final int REPORT_EVERY = 1_000;

  private final @Nullable Thread thread;

  private TotalScan(@Nullable Thread thread) {
    this.thread = thread;
  }

  /** Starts a scan, if anybody wants to know. */
  static TotalScan start(CaptureEngine engine, Progress progress) {
    if (!progress.wantsTotal()) {
      return new TotalScan(null);
    }
    return new TotalScan(
        Thread.ofVirtual().name("backup-scan").start(() -> scan(engine, progress)));
  }

  private static void scan(CaptureEngine engine, Progress progress) {
    var counting = new Counting(progress);
    try {
      engine.capture(counting);
      progress.total(counting.files, counting.bytes);
    } catch (BackstayException e) {
      // The backup itself meets the same trouble and tells it; the total is only a help.
      progress.total(counting.files, counting.bytes);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends the scan, finished or not. */
  void stop() {
    if (thread == null) {
      return;
    }
    OwnedThreads.end(thread);
  }

  private static final class Counting implements CaptureSink {
    private final Progress progress;
    private long files;
    private long bytes;

    Counting(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void enter(FileEntry directory) {}

    @Override
    public void leave() {}

    @Override
    public void add(FileEntry entry, Content content) {
      files++;
      bytes += entry.size();
      if (files % REPORT_EVERY == 0) {
        progress.total(files, bytes);
      }
    }

    @Override
    public void problem(String path, BackstayException cause) {}
  }
}
