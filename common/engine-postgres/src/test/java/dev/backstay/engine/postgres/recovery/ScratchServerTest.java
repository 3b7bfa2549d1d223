package dev.backstay.engine.postgres.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.postgres.fixture.TestPrograms;
import dev.backstay.postgres.server.Postmaster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    return ScratchServer.start(
        new ScratchServer.Setup(
            TestPrograms.of(MAJOR),
            cluster.data(),
            directory.resolve("s"),
            Map.of(),
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
      if (server.hasAmcheck()) {
        assertThat(server.amcheck(ODD)).isEmpty();
        assertThatThrownBy(() -> server.amcheck("nobody's"))
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.START_FAILED));
      }
      server.stop();
    }
  }

  private static void refused(
      ErrorCode code, ScratchServer server, String database, String question) {
    assertThatThrownBy(() -> server.answer(database, question))
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
