package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.postgres.recovery.HeldCluster;
import dev.backstay.postgres.fixture.TestCluster;
import dev.backstay.postgres.fixture.TestPrograms;
import dev.backstay.postgres.server.LoopbackPorts;
import dev.backstay.postgres.server.ServerUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the commands of the runbooks, as an operator would who pastes them. */
@Tag("system")
class PostgresRunbooksTest {
  private static final Path PAGES =
      Path.of(System.getProperty("backstay.root", ".."), "docs", "runbooks");
  private static final String MARKER = "```sh runbook";
  private static final int MAJOR = 15;
  private static final long LIMIT_SECONDS = 240;

  @TempDir private static Path ground;

  private static HeldCluster held;
  private static Instant afterTwo;
  private static String tablespace;

  /** Rows 1 to 4: a backup holds 1, roll-ups go to 3, frames to 4. */
  @BeforeAll
  static void aClusterIsHeld() throws IOException {
    assumeTrue(TestCluster.hasClient("psql"), "psql is not installed");
    assumeTrue(TestCluster.hasClient("pg_controldata"), "pg_controldata is not installed");
    Files.setPosixFilePermissions(ground, PosixFilePermissions.fromString("rwxr-xr-x"));
    held = new HeldCluster(ground.resolve("c"), MAJOR, "--wal-segsize=1");
    Path fast = Files.createDirectory(ground.resolve("fast"));
    held.cluster.server().user().own(fast);
    held.cluster.sql(
        "CREATE TABLESPACE fast LOCATION '" + fast + "'",
        "CREATE TABLE told (n int PRIMARY KEY, noise text) TABLESPACE fast",
        "INSERT INTO told VALUES (1)");
    tablespace = held.cluster.value("SELECT oid FROM pg_tablespace WHERE spcname = 'fast'");
    Lsn from = held.flushed();
    held.base();
    held.cluster.sql("INSERT INTO told VALUES (2)");
    afterTwo = held.now();
    held.cluster.sql("INSERT INTO told VALUES (3)");
    Lsn middle = held.flushed();
    held.rollUp(1, from, middle, held.now());
    held.cluster.sql("INSERT INTO told VALUES (4)");
    held.frames(1, middle, held.flushed(), held.now());
    try (var files = Files.walk(ground.resolve("c/vault"))) {
      for (Path file : files.toList()) { // whoever runs a page reads and locks it
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
    }
  }

  @AfterAll
  static void theClusterEnds() {
    if (held != null) {
      held.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "postgres-latest.md, 4",
    "postgres-to-a-time.md, 2",
    "postgres-one-table.md, 2",
    "postgres-stock-tools.md, 3",
    "postgres-other-host.md, 4"
  })
  void theCommandsOfAPageRecoverWhatItSays(String page, String newest, @TempDir Path directory)
      throws IOException, InterruptedException {
    // Given
    secret(directory.resolve("url"), held.cluster.superuserUrl().text());
    Path script = Files.writeString(directory.resolve("page.sh"), script(PAGES.resolve(page)));
    Path output = directory.resolve("page.out");
    shim(directory.resolve("bin"));

    // When
    Map<String, String> environment = environment(directory);
    ServerUser user = userOf(page, directory);
    ProcessBuilder builder =
        new ProcessBuilder(user.command(List.of("bash", script.toString())))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process shell = builder.start();
    boolean ended = shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();

    // Then
    String said = Files.readString(output);
    assertThat(ended).as(said).isTrue();
    assertThat(shell.exitValue()).as(said).isZero();
    assertThat(said.lines()).contains(newest);
  }

  /** Never root; stock tools need nothing that only this checkout has. */
  private static ServerUser userOf(String page, Path directory) throws IOException {
    ServerUser user =
        page.contains("stock") ? held.cluster.server().user() : ServerUser.of(directory, directory);
    try (var files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        user.own(file);
      }
    }
    return user;
  }

  private static String script(Path page) throws IOException {
    List<String> lines = new ArrayList<>(List.of("set -Eeuo pipefail"));
    boolean inside = false;
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("```")) {
        inside = line.equals(MARKER);
      } else if (inside) {
        lines.add(line);
      }
    }
    lines.add("");
    return String.join("\n", lines);
  }

  /** The program of this checkout, as built so far. */
  private static void shim(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path program =
        Files.writeString(
            folder.resolve("backstay"),
            "#!/bin/sh\nexec '%s/bin/java' --enable-native-access=ALL-UNNAMED -cp '%s' dev.backstay.cli.Main \"$@\"\n"
                .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private static Path secret(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n");
    Files.setPosixFilePermissions(
        file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    return file;
  }

  private static Map<String, String> environment(Path directory) throws IOException {
    Path password = secret(directory.resolve("password"), HeldCluster.PASSWORD.text());
    String vault = ground.resolve("c/vault").toString();
    return Map.ofEntries(
        Map.entry(
            "PATH",
            "%s:%s:%s"
                .formatted(
                    directory.resolve("bin"),
                    TestPrograms.of(MAJOR).folder(),
                    System.getenv("PATH"))),
        Map.entry("HOME", directory.toString()),
        Map.entry("TMPDIR", directory.toString()),
        Map.entry("BACKSTAY_VAULT", vault),
        Map.entry("BACKSTAY_PASSWORD_FILE", password.toString()),
        Map.entry("RESTIC_REPOSITORY", vault),
        Map.entry("RESTIC_PASSWORD_FILE", password.toString()),
        Map.entry("PGHOST", LoopbackPorts.HOST),
        Map.entry("PGPORT", Integer.toString(LoopbackPorts.free())),
        Map.entry("PGUSER", TestCluster.SUPERUSER),
        Map.entry("PGPASSWORD", TestCluster.PASSWORD),
        Map.entry("WHEN", afterTwo.toString()),
        Map.entry("OID", tablespace));
  }
}
