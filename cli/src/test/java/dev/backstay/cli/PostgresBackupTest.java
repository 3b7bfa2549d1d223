package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.oracle.ResticOracle;
import dev.backstay.postgres.fixture.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class PostgresBackupTest {
  @TempDir Path directory;
  private Shell shell;

  @BeforeEach
  void makeVault() throws IOException {
    shell = Shell.in(directory);
    shell.run("vault", "init").orFail();
  }

  @Test
  void aClusterIsBackedUpTwiceAndReadOnce() throws IOException {
    try (TestCluster cluster =
        TestCluster.initialize(directory.resolve("cluster"), 17, "summarize_wal=on")) {
      // Given
      Path url = shell.passwordFile("url", cluster.url().text());
      shell.with("BACKSTAY_POSTGRES_URL", cluster.url().text());

      // When
      Told first =
          shell.run("backup", "postgres", "--url-file", url.toString(), "--remote").orFail();
      Told second =
          shell.run("backup", "postgres", "--json", "--jobs", "1", "--tag", "noon").orFail();
      Told listing = shell.run("ls", "latest", "/data/global").orFail();

      // Then
      assertThat(first.out()).contains("since there is no backup before it", "consistent from");
      assertThat(second.out())
          .contains("\"command\":\"backup postgres\"", "\"changed_by\":\"wal-summaries\"")
          .contains("\"parent\":\"", "\"bad_pages\":0", "\"system\":\"");
      assertThat(first.err() + second.err()).doesNotContain(TestCluster.PASSWORD);
      assertThat(listing.out()).contains("/data/global/pg_control");
      new ResticOracle(shell.vault(), directory.resolve("password")).check().orFail();
    }
  }

  @Test
  void withoutAServerNothingIsStarted() throws IOException {
    // Given
    Path nowhere = shell.passwordFile("url", "postgresql://user:secret@127.0.0.1:1/postgres");

    // Then
    assertThat(shell.run("backup", "postgres").status()).isEqualTo(50);
    assertThat(shell.run("backup", "postgres", "--url-file", nowhere.toString()))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(49);
          assertThat(told.err()).doesNotContain("secret");
        });
    assertThat(
            shell
                .run("backup", "postgres", "--url-file", nowhere.toString(), "--local", "--remote")
                .status())
        .isEqualTo(2);
    assertThat(
            shell.run("backup", "postgres", "--url-file", nowhere.toString(), "-j", "9").status())
        .isEqualTo(2);
    assertThat(
            shell.run("backup", "postgres", "--url-file", nowhere.toString(), "-t", "system:prod"))
        .satisfies(told -> {
          assertThat(told.status()).isEqualTo(2);
          assertThat(told.err()).contains("system:prod");
        });
    assertThat(shell.run("snapshots").out()).doesNotContain("postgres");
  }
}
