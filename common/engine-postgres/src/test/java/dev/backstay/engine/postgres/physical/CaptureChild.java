package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.Secret;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.CaptureSink;
import dev.backstay.engine.Content;
import dev.backstay.engine.FileInput;
import dev.backstay.engine.postgres.PostgresAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** A process that captures a cluster by several threads and keeps nothing; prints the bytes. */
final class CaptureChild {
  private static final int READERS = 4;
  private static final int BUFFER_BYTES = 128 << 10;

  private CaptureChild() {}

  public static void main(String[] arguments) {
    PhysicalRequest request =
        PhysicalRequest.of(PostgresAddress.parse(Secret.of(arguments[0])))
            .withReaders(READERS)
            .withAccess(Access.CONNECTIONS);
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS);
        PhysicalCapture capture = PhysicalCapture.start(request)) {
      Drain drain = new Drain(readers);
      capture.capture(drain);
      System.out.println(drain.bytes.sum());
    }
  }

  private static final class Drain implements CaptureSink {
    final LongAdder bytes = new LongAdder();
    private final ExecutorService readers;
    private final List<Future<?>> reading = new ArrayList<>();

    Drain(ExecutorService readers) {
      this.readers = readers;
    }

    @Override
    public void enter(FileEntry directory) {}

    @Override
    public void leave() {}

    @Override
    public void add(FileEntry entry, Content content) {
      reading.add(readers.submit(() -> read(content)));
    }

    private void read(Content content) {
      byte[] buffer = new byte[BUFFER_BYTES];
      try (FileInput input = content.open()) {
        for (int count = input.read(buffer, 0, BUFFER_BYTES);
            count > 0;
            count = input.read(buffer, 0, BUFFER_BYTES)) {
          bytes.add(count);
        }
      }
    }

    @Override
    public void problem(String path, BackstayException cause) {
      throw cause;
    }

    @Override
    public void settle() {
      try {
        for (Future<?> each : reading) {
          each.get();
        }
        reading.clear();
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
