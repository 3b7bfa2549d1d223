package dev.backstay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("system")
class EmbeddedPostgresTest {
  @TempDir private Path temporary;

  /** The second one can be entered by its owner alone, as a home directory often is. */
  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwx------"})
  void rowsSurviveAStopAndAKill(String permissions) throws Exception {
    // Given
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
    Path directory = temporary.resolve("database");
    try (EmbeddedPostgres server = start(directory)) {
      execute(server.jdbcUrl(), server, "CREATE TABLE kept (word text)");
      execute(server.jdbcUrl(), server, "INSERT INTO kept VALUES ('stopped')");
    }
    try (ChildJvm child = ChildJvm.start(PostgresChild.class, directory)) {
      execute(child.ready(), passwordIn(directory), "INSERT INTO kept VALUES ('killed')");
      child.kill();
    }

    // When: the killed one's server still runs
    try (EmbeddedPostgres server = start(directory)) {
      // Then
      assertThat(words(server)).containsExactly("stopped", "killed");
    }
  }

  @Test
  void nobodyElseReadsThePasswordAndNobodyEntersWithoutIt() throws Exception {
    try (EmbeddedPostgres server = start(temporary)) {
      assertThat(Files.getPosixFilePermissions(temporary.resolve("password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThatThrownBy(() -> execute(server.jdbcUrl(), "guessed", "SELECT 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefusedAndTheFirstRunsOn() throws Exception {
    try (EmbeddedPostgres server = start(temporary)) {
      assertThatThrownBy(() -> start(temporary))
          .isInstanceOf(BackstayException.class)
          .hasMessageContaining("uses");
      execute(server.jdbcUrl(), server, "SELECT 1");
    }
  }

  @Test
  void aProgramThatHasTheNumberOfAFormerServerIsLeftAlone() throws Exception {
    // Given: the power failed, and after the boot another program got the number
    start(temporary).close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Path data = temporary.resolve("data");
      Files.writeString(
          data.resolve("postmaster.pid"),
          "%d%n%s%n1700000000%n5432%n%n127.0.0.1%n  1234567         0%nready   %n"
              .formatted(stranger.pid(), data));

      // When
      try (EmbeddedPostgres server = start(temporary)) {
        // Then
        execute(server.jdbcUrl(), server, "SELECT 1");
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void anUnfinishedFirstStartIsBegunAnew() throws Exception {
    // Given
    Files.createDirectories(temporary.resolve("data.new/base"));
    Files.createDirectories(temporary.resolve("postgresql-18.6.0.new-4194305/bin"));

    // When // Then
    try (EmbeddedPostgres server = start(temporary)) {
      execute(server.jdbcUrl(), server, "SELECT 1");
    }
    assertThat(temporary.resolve("postgresql-18.6.0.new-4194305")).doesNotExist();
  }

  private static EmbeddedPostgres start(Path directory) {
    return EmbeddedPostgres.start(PostgresSettings.in(directory, new SecureRandom()));
  }

  private static String passwordIn(Path directory) throws Exception {
    return Files.readString(directory.resolve("password")).strip();
  }

  private static void execute(String url, EmbeddedPostgres server, String statement)
      throws SQLException {
    execute(url, server.password().text(), statement);
  }

  private static void execute(String url, String password, String text) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, EmbeddedPostgres.USER, password);
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private static List<String> words(EmbeddedPostgres server) throws SQLException {
    List<String> words = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl(), EmbeddedPostgres.USER, server.password().text());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT word FROM kept")) {
      while (rows.next()) {
        words.add(rows.getString(1));
      }
    }
    return words;
  }
}
