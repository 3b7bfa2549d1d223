package dev.backstay.pipeline;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of one backup beside its own: ended with it. */
final class BackupCrew implements AutoCloseable {
  /** Files waiting for a reader; beyond, the capture's own thread reads. */
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
            new ThreadPoolExecutor.CallerRunsPolicy());
    assembler =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("backup-trees").factory());
  }

  @Override
  public void close() {
    readers.shutdownNow();
    assembler.shutdownNow();
    readers.close();
    assembler.close();
  }
}
