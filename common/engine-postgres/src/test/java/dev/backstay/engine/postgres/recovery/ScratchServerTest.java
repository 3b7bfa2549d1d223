package dev.backstay.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.postgres.fixture.TestPrograms;
import dev.backstay.postgres.server.Postmaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
final class ScratchServerTest {
  private static final int MAJOR = 15;
  private static final String ODD = "Odd.Name*";

  @TempDir Path directory;

  private TestCluster cluster;

  @BeforeEach
  void aClusterIsThere() {
    cluster = TestCluster.initialize(directory.resolve("cluster"), MAJOR);
    cluster.sql("CREATE DATABASE \"" + ODD + "\"");
    cluster.sql("ALTER DATABASE \"" + ODD + "\" SET session_preload_libraries = 'missing'");
    cluster.stop();
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  private ScratchServer start() {
    return start("s", Map.of());
  }

  private ScratchServer start(String folder, Map<String, String> settings) {
    return ScratchServer.start(
        new ScratchServer.Setup(
            TestPrograms.of(MAJOR),
            cluster.data(),
            directory.resolve(folder),
            settings,
            Duration.ofMinutes(1)));
  }

  private ProcessHandle postmaster() {
    return new Postmaster(cluster.data()).process().orElseThrow();
  }

  @Test
  void anInterruptedThreadEndsItsServerAllTheSame() {
    // Given
    ScratchServer server = start();
    ProcessHandle process = postmaster();
    List<ProcessHandle> children = process.descendants().toList();

    // When
    Thread.currentThread().interrupt();
    server.close();

    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(process.isAlive()).isFalse();
    assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void whatHindersAQuestionIsNoAnswer() {
    try (ScratchServer server = start()) {
      // Then
      assertThat(server.answer(ODD, "SELECT 1")).isEqualTo("1");
      refused(ErrorCode.SOURCE_UNREADABLE, server, "postgres", "SELECT nothing");
      refused(ErrorCode.SOURCE_UNREADABLE, server, "nobody's", "SELECT 1");
      refused(
          ErrorCode.START_FAILED,
          server,
          "postgres",
          "SELECT pg_terminate_backend(pg_backend_pid())");
      if (server.clients().hasAmcheck()) {
        assertThat(server.clients().amcheck(ODD)).isEmpty();
        assertThatThrownBy(() -> server.clients().amcheck("nobody's"))
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED));
      }
      server.stop();
    }
  }

  @Test
  void aMachineThatIsShortOfMemorySaysNothingAgainstTheBackup() throws IOException {
    // Given locks for more than any machine has memory for
    Map<String, String> greedy =
        Map.of("max_connections", "200000", "max_locks_per_transaction", "10000");

    // When
    ThrowingCallable starting = () -> start("greedy", greedy);

    // Then
    assertThatThrownBy(starting)
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED));

    // When the data are bad
    Files.delete(cluster.data().resolve("pg_xact/0000"));

    // Then
    assertThatThrownBy(this::start)
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RECOVERY_FAILED));
  }

  private static void refused(
      ErrorCode code, ScratchServer server, String database, String question) {
    assertThatThrownBy(() -> server.answer(database, question))
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
