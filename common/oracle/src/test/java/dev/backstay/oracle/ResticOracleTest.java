package dev.backstay.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
final class ResticOracleTest {
  @TempDir Path directory;
  private ResticOracle restic = new ResticOracle(Path.of("unset"), Path.of("unset"));

  private void createRepository() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    restic = new ResticOracle(directory.resolve("repository"), password);
    restic.run("init", "--repository-version", "2").orFail();
  }

  @Test
  void aSoundRepositoryIsAcceptedAndRestored() throws IOException {
    // Given
    createRepository();
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("note"), "kept");

    // When
    restic.run("backup", source.toString()).orFail();
    restic.restore("latest", directory.resolve("restored")).orFail();

    // Then
    assertThat(restic.check().accepted()).isTrue();
    assertThat(directory.resolve("restored" + source).resolve("note")).hasContent("kept");
  }

  @Test
  void aDamagedPackIsRefusedWithEverythingResticSaid() throws IOException {
    // Given
    createRepository();
    restic.run("backup", directory.resolve("password").toString()).orFail();
    Path pack = onlyOnePack();
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(pack); // restic writes its files read-only
    Files.write(pack, bytes);

    // When
    Verdict verdict = restic.check();

    // Then
    assertThat(verdict.accepted()).isFalse();
    assertThatThrownBy(verdict::orFail)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("check --read-data", "ended with 1", "error");
  }

  @Test
  void aMissingProgramIsAFailureThatNamesItsPackage() {
    // Given
    StockProgram missing = new StockProgram("restic-of-tomorrow", "restic");

    // When // Then
    assertThatThrownBy(() -> missing.run(List.of("restic-of-tomorrow"), Map.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("apt-get install restic");
  }

  private Path onlyOnePack() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("repository/data"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }
}
