package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of one backup beside its own: ended with it. */
final class BackupCrew implements AutoCloseable {
  /** Files waiting for a reader; beyond, the capture's own thread waits, too. */
  private static final int WAITING_FILES = 256;

  final ExecutorService readers;
  final ExecutorService assembler;

  BackupCrew(int readerCount) {
    readers =
        new ThreadPoolExecutor(
            readerCount,
            readerCount,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_FILES),
            Thread.ofPlatform().daemon().name("backup-reader-", 0).factory(),
            BackupCrew::await);
    assembler =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("backup-trees").factory());
  }

  /** It does not read itself: what it reads from may fall silent, and it must hear an interrupt. */
  private static void await(Runnable file, ThreadPoolExecutor readers) {
    try {
      readers.getQueue().put(file);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED,
          "interrupted while files waited for a reader; nothing was published",
          e);
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
    assembler.shutdownNow();
    readers.close();
    assembler.close();
  }
}
