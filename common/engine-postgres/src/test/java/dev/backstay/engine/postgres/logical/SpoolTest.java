package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
  @TempDir Path parent;

  @Test
  void spoolIsItsOwnersAloneAndLeavesNothing() throws IOException {
    try (Spool spool = Spool.below(parent, 1)) {
      Files.writeString(spool.folder("database").resolve("1.dat"), "rows");

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool.directory())))
          .isEqualTo("rwx------");
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void directoryOfSpoolsIsMadeForItsOwnerAlone() throws IOException {
    Path made = parent.resolve("a/b");
    try (Spool spool = Spool.below(made, 1)) {
      assertThat(spool.directory().getParent()).isEqualTo(made.toRealPath());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void directoryInWhichOthersMayReplaceASpoolIsRefused() throws IOException {
    // Given
    Path shared = Files.createDirectory(parent.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

    // When
    assertThatThrownBy(() -> Spool.below(shared, 1))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNWRITABLE))
        .hasMessageContaining(shared.toRealPath().toString());

    // Then
    assertThat(shared).isEmptyDirectory();
    Files.setAttribute(shared, "unix:mode", 01777); // as /tmp is
    Spool.below(shared, 1).close();
  }

  @Test
  void whatAnotherUserOwnsIsNeitherUsedNorRemoved() throws IOException {
    Assumptions.assumeTrue(isRoot(), "only root can give a directory away");
    // Given
    Path foreign = Files.createDirectory(parent.resolve("foreign"));
    Files.setAttribute(foreign, "unix:uid", 65_534);
    Path trap = Files.createDirectory(parent.resolve("backstay-dump-trap"));
    Files.createFile(trap.resolve("lock"));
    Files.setAttribute(trap, "unix:uid", 65_534);

    // Then
    assertThatThrownBy(() -> Spool.below(foreign, 1)).hasMessageContaining("another user");
    Spool.below(parent, 1).close();
    assertThat(trap).exists();
  }

  private boolean isRoot() throws IOException {
    return Files.getAttribute(parent, "unix:uid").equals(0);
  }

  @Test
  void spoolOfAKilledProcessIsRemovedAndThatOfALivingOneStays() throws IOException {
    // Given
    Path dead = Files.createDirectories(parent.resolve("backstay-dump-dead/database"));
    Files.writeString(dead.resolve("1.dat"), "rows");
    Files.createFile(dead.resolveSibling("lock"));
    Path foreign = Files.createDirectory(parent.resolve("other"));

    try (Spool living = Spool.below(parent, 1);
        Spool second = Spool.below(parent, 1)) {
      // Then
      assertThat(dead.getParent()).doesNotExist();
      assertThat(living.directory()).exists();
      assertThat(second.directory()).exists();
      assertThat(foreign).exists();
    }
  }

  @Test
  void whatSurelyDoesNotFitIsRefusedBeforeItBegins() {
    try (Spool spool = Spool.below(parent, 1)) {
      assertThatThrownBy(() -> spool.require(Long.MAX_VALUE, "the dump of database 'orders'"))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SPOOL_FULL))
          .hasMessageContaining("'orders'")
          .hasMessageContaining(parent.toString());
    }
  }
}
