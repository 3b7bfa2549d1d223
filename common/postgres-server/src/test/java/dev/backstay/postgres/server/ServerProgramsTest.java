package dev.backstay.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProgramsTest {
  @TempDir private Path temporary;

  @Test
  void aGivenFolderIsTakenForTheVersionThatItsServerNames() throws IOException {
    // Given
    Path folder = folder("twenty", "echo 'postgres (PostgreSQL) 20.3 (Debian 20.3-1)'");

    // When // Then
    assertThat(ServerPrograms.find(20, List.of(temporary, folder)))
        .contains(new ServerPrograms(folder, 20));
    assertThat(ServerPrograms.find(21, List.of(temporary, folder))).isEmpty();
    assertThat(ServerPrograms.in(folder)).contains(new ServerPrograms(folder, 20));
    assertThat(new ServerPrograms(folder, 20).has("pg_dump")).isFalse();
  }

  @Test
  void aProgramThatDoesNotRunIsNone() throws IOException {
    assertThat(ServerPrograms.in(folder("foreign", "exit 1"))).isEmpty();
    assertThat(ServerPrograms.in(temporary)).isEmpty();
  }

  private Path folder(String name, String line) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    Path server = Files.writeString(folder.resolve("postgres"), "#!/bin/sh\n" + line + "\n");
    assertThat(server.toFile().setExecutable(true)).isTrue();
    return folder;
  }
}
