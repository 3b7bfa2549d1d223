package dev.backstay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchDirectoryTest {
  @TempDir Path parent;

  @Test
  void whatAKilledProcessLeftGoesWithTheNext() throws IOException {
    // Given
    Path left = Files.createDirectory(parent.resolve("backstay-proof1"));
    Files.createFile(parent.resolve("backstay-proof1.lock"));
    Path closed = Files.createDirectory(left.resolve("closed"));
    Files.writeString(closed.resolve("file"), "restored");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
    Path others = Files.createDirectory(parent.resolve("backstay-proof2"));

    // When
    try (ScratchDirectory living = ScratchDirectory.below(parent)) {
      Files.writeString(living.path().resolve("file"), "restored");
      ScratchDirectory next = ScratchDirectory.below(parent);

      // Then
      assertThat(left).doesNotExist();
      assertThat(others).exists();
      assertThat(living.path().resolve("file")).exists();
      next.close();
      assertThat(living.path()).exists();
    }
    assertThat(parent).isDirectoryNotContaining("glob:**.lock");
    assertThat(parent.toFile().list()).containsExactly("backstay-proof2");
  }

  @Test
  void aPlaceInWhichOthersMayReplaceItIsRefused() throws IOException {
    // Given
    Path shared = Files.createDirectory(parent.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

    // When // Then
    assertThatThrownBy(() -> ScratchDirectory.below(shared))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNWRITABLE))
        .hasMessageContaining(shared.toRealPath().toString());
    assertThat(shared).isEmptyDirectory();
  }

  @Test
  void aPlaceThatItsGroupMayWriteToIsClosedToTheGroup() throws IOException {
    // Given what an umask of 0002 made
    Path place = Files.createDirectory(parent.resolve("place"));
    Files.createFile(place.resolve("backstay-proof1.lock"));
    Files.setAttribute(place, "unix:mode", 02775);

    // When
    ScratchDirectory.below(place).close();

    // Then
    assertThat((Integer) Files.getAttribute(place, "unix:mode") & 07777).isEqualTo(02755);
    assertThat(place).isEmptyDirectory();
  }

  @Test
  @Tag("system")
  void aPlaceIsMadeAlikeWhateverTheUmask() throws IOException, InterruptedException {
    for (String umask : List.of("0002", "0077")) {
      // Given
      Path place = parent.resolve(umask).resolve("scratch");
      ProcessBuilder making =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "umask " + umask + "; exec \"$@\"",
                  "sh",
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Making.class.getName(),
                  place.toString())
              .inheritIO();

      // When
      int status = making.start().waitFor();

      // Then
      assertThat(status).isZero();
      for (Path each : List.of(place, place.getParent())) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .isEqualTo("rwxr-xr-x");
      }
    }
  }

  /** What another process does. */
  static final class Making {
    private Making() {}

    public static void main(String[] arguments) {
      ScratchDirectory.below(Path.of(arguments[0])).close();
    }
  }

  @Test
  void aLockFileHasOneHolder() throws IOException {
    // Given
    Path file = parent.resolve("lock");

    // When
    LockFile first = LockFile.claim(file).orElseThrow();

    // Then
    assertThat(LockFile.claim(file)).isEmpty();
    first.close();
    assertThat(file).doesNotExist();
    LockFile second = LockFile.claim(file).orElseThrow();
    second.close();
  }
}
