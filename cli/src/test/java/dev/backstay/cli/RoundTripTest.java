package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.files.TreeComparison;
import dev.backstay.engine.files.TreeFixture;
import dev.backstay.oracle.ResticOracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class RoundTripTest {
  @TempDir Path directory;

  @Test
  void everyOddityComesBackThroughTheProgram() throws IOException, InterruptedException {
    // Given
    Shell shell = Shell.in(directory);
    Program program = new Program(directory, shell.environment());
    Path source = Files.createDirectory(directory.resolve("source"));
    TreeFixture.plant(source, 7);
    Path target = directory.resolve("target");

    // When
    program.run("vault", "init").orFail();
    program.run("backup", "files", source.toString()).orFail();
    Told again = program.run("backup", "files", source.toString()).orFail();
    Told snapshots = program.run("snapshots").orFail();
    Told listing = program.run("ls", "-l", "latest").orFail();
    Told difference = program.run("diff", "latest", "latest").orFail();
    program.run("restore", "latest", "--target", target.toString(), "--verify").orFail();

    // Then
    assertThat(again.out()).contains("0 new, 0 changed");
    assertThat(snapshots.out().lines()).hasSize(3);
    assertThat(listing.out()).contains(source.toString()).doesNotContain("\u001b");
    assertThat(difference.out()).startsWith("0 added, 0 removed, 0 changed");
    assertThat(TreeComparison.differences(source, Path.of(target + source.toString()))).isEmpty();
    new ResticOracle(shell.vault(), directory.resolve("password")).check().orFail();
  }
}
