package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.pipeline.Progress;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class SilentServerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void aBackupThatEndsWaitsForNoAnswer()
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    try (var backups = new BackedUpCluster(directory);
        TestCluster cluster = TestCluster.initialize(directory.resolve("cluster"), 17);
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      // Given
      cluster.sql("CREATE TABLE held AS SELECT generate_series(1, 500000) AS n");
      var silence = new Silence(cluster);
      try {
        // When
        Future<PhysicalReport> backup =
            thread.submit(() -> {
              silence.interrupted.set(Thread.currentThread());
              return new PhysicalBackup(backups.vault(), InstantSource.system())
                  .run(
                      BackedUpCluster.request(
                          cluster, BackedUpCluster.INCREMENTAL, Access.CONNECTIONS),
                      silence);
            });

        // Then
        assertThat(failure(backup).code()).isEqualTo(ErrorCode.INTERRUPTED);
        assertThat(silence.stopped).isNotEmpty();
      } finally {
        silence.end();
      }
    }
  }

  private static BackstayException failure(Future<?> backup)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      backup.get(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackstayException failure) {
        return failure;
      }
      throw e;
    }
    throw new AssertionError("the backup ended well");
  }

  /** Once a file was read, nobody who reads files is answered, and the backup is interrupted. */
  private static final class Silence implements Progress {
    final AtomicReference<Thread> interrupted = new AtomicReference<>();
    final List<String> stopped = new ArrayList<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final TestCluster cluster;

    Silence(TestCluster cluster) {
      this.cluster = cluster;
    }

    @Override
    public void advance(long files, long bytes) {
      if (bytes < 4096 || begun.getAndSet(true)) {
        return;
      }
      cluster
          .query("SELECT pid FROM pg_stat_activity WHERE application_name = 'backstay reader'")
          .forEach(row -> stopped.add(row.getFirst()));
      stopped.forEach(pid -> signal("-STOP", pid));
      interrupted.get().interrupt();
    }

    void end() {
      stopped.forEach(pid -> signal("-CONT", pid));
    }

    private static void signal(String signal, String pid) {
      try {
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
