package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout whose build and JVM only write down that they ran. */
@Tag("system")
class LauncherTest {
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");

  @TempDir Path directory;
  private Path checkout;
  private Path target;
  private Path launcher;

  @BeforeEach
  void checkOut() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    checkout = Files.createDirectory(directory.resolve("checkout"));
    target = checkout.resolve("cli/target");
    launcher = checkout.resolve("backstay");
    Path root = Path.of(System.getProperty("backstay.root", ".."));
    Files.copy(root.resolve("backstay"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    program(
        checkout.resolve("mvnw"),
        """
        if [ "$1" = --print-java-home ]; then echo '%1$s'; exit; fi
        echo build >>'%1$s/log'
        [ ! -e '%1$s/broken' ] || { echo '[ERROR] no compiler'; exit 1; }
        mkdir -p cli/target/lib
        echo library >cli/target/lib/library.jar
        echo jar >cli/target/backstay.jar
        """
            .formatted(directory));
    program(
        Files.createDirectory(directory.resolve("bin")).resolve("java"),
        """
        for option in "$@"; do
          case $option in
            -XX:AOTCacheOutput=*) echo cache >"${option#*=}"; echo train >>'%1$s/log'; exit ;;
            -XX:AOTCache=*) echo "cached" ;;
            -XX:TieredStopAtLevel=1) echo "short" ;;
          esac
        done
        while [ "$1" != -jar ]; do shift; done
        shift 2
        for argument in "$@"; do echo "<$argument>"; done
        exit 42
        """
            .formatted(directory));
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(List<String> prefix, Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(directory.toFile()).start();
  }

  private Told run(String... arguments) throws IOException, InterruptedException {
    return end(start(List.of(), launcher, arguments));
  }

  private static Told end(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Told(process.waitFor(), out, err);
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(directory.resolve("log"));
  }

  @Test
  void theFirstStartBuildsAndTrainsAndPassesEverythingOn()
      throws IOException, InterruptedException {
    // When
    Told first = run("ls", "two words", "", "*");
    Told second = run("ls", "-l");

    // Then
    assertThat(first.out()).isEqualTo("cached\n<ls>\n<two words>\n<>\n<*>\n");
    assertThat(first.status()).isEqualTo(42);
    assertThat(second.out()).isEqualTo("cached\n<ls>\n<-l>\n");
    assertThat(second.err()).isEmpty();
    assertThat(log()).containsExactly("build", "train");
  }

  @Test
  void startsAtOnceBuildAndTrainOnce() throws IOException, InterruptedException {
    // When
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      starts.add(start(List.of(), launcher, "ls"));
    }

    // Then
    for (Process each : starts) {
      assertThat(end(each).out()).isEqualTo("cached\n<ls>\n");
    }
    assertThat(log()).containsExactly("build", "train");
  }

  @Test
  void aNewBuildIsTrainedAnew() throws IOException, InterruptedException {
    // Given
    run("ls");
    Files.setLastModifiedTime(
        target.resolve("backstay.aot"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    // When
    run("ls");

    // Then
    assertThat(log()).containsExactly("build", "train", "train");
  }

  @Test
  void itFindsItsCheckoutThroughLinks() throws IOException, InterruptedException {
    // Given
    Path link = Files.createSymbolicLink(directory.resolve("first"), Path.of("checkout/backstay"));
    Path other = Files.createSymbolicLink(directory.resolve("second"), link);

    // When
    Told told = end(start(List.of(), other, "ls"));

    // Then
    assertThat(told.out()).contains("<ls>");
  }

  @Test
  void shortCommandsStartWithoutTheBetterCompiler() throws IOException, InterruptedException {
    assertThat(run("version").out()).contains("short");
    assertThat(run("backup", "files", ".").out()).doesNotContain("short");
  }

  @Test
  void aBuildThatFailsIsToldWithItsLog() throws IOException, InterruptedException {
    // Given
    Files.createFile(directory.resolve("broken"));

    // When
    Told told = run("version");

    // Then
    assertThat(told.status()).isEqualTo(66);
    assertThat(told.err()).contains("[ERROR] no compiler", "build.log");
  }

  @Test
  void aCheckoutThatCannotBeWrittenToRunsWithoutAFastStart()
      throws IOException, InterruptedException {
    // Given
    run("ls");
    Files.delete(target.resolve("backstay.aot"));
    Files.deleteIfExists(target.resolve("java-home"));

    // When
    Told told = end(start(AS_NOBODY, launcher, "ls"));

    // Then
    assertThat(told.out()).as("%s", told).isEqualTo("<ls>\n");
    assertThat(told.err()).isEmpty();
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files).noneMatch(file -> file.toString().contains("aot"));
    }
  }

  @Test
  void aCheckoutThatWasNeverBuiltAndCannotBeSaysSo() throws IOException, InterruptedException {
    // When
    Told told = end(start(AS_NOBODY, launcher, "version"));

    // Then
    assertThat(told.status()).isEqualTo(66);
    assertThat(told.err()).startsWith("backstay: not built yet").hasLineCount(1);
  }
}
