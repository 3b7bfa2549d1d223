package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuietFilesTest {
  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant LONG_AGO = SINCE.minus(Duration.ofDays(1));

  private final QuietFiles quiet = new QuietFiles(SINCE);

  @Test
  void aFileThatWasLeftAloneIsTakenOver() {
    assertThat(quiet.isUnchanged(file(8192, LONG_AGO), file(8192, LONG_AGO))).isTrue();
  }

  @Test
  void aFileOfAnOlderStateIsReadHoweverOldItIs() {
    assertThat(
            quiet.isUnchanged(file(8192, LONG_AGO.minus(Duration.ofDays(1))), file(8192, LONG_AGO)))
        .isFalse();
  }

  @Test
  void anotherSizeIsAnotherFile() {
    assertThat(quiet.isUnchanged(file(16_384, LONG_AGO), file(8192, LONG_AGO))).isFalse();
  }

  @Test
  void whatWasWrittenAboutTheEarlierBackupIsReadAgain() {
    assertThat(quiet.isUnchanged(file(8192, SINCE), file(8192, SINCE))).isFalse();
  }

  private static FileEntry file(long size, Instant modified) {
    return new FileEntry(
        FileName.of("16397"),
        FileType.FILE,
        0600,
        new FileTimes(modified, modified, modified),
        new FileOwner(0, 0, "", ""),
        new FileIdentity(0, 0, 1),
        size,
        Optional.empty(),
        0,
        List.of());
  }
}
