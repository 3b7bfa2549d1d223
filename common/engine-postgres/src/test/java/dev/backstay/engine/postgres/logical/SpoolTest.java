package dev.backstay.engine.postgres.logical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
