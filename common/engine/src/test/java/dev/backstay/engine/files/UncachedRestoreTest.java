package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.PartLayout;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UncachedRestoreTest {
  private static final int PART = 256 << 10;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1 << 20, (1 << 20) + 1, (3 << 20) - 1, (5 << 20) + 4096, (2 << 20) + 777})
  void filesWrittenInWholeBlocksInAnyOrderAreExact(int size) throws IOException {
    // Given
    Random random = new Random(size);
    byte[] content = new byte[size];
    random.nextBytes(content);
    Arrays.fill(content, 300_000, 700_000, (byte) 0);
    List<Integer> offsets = new ArrayList<>();
    for (int offset = 0; offset < size; offset += PART) {
      offsets.add(offset);
    }
    Collections.shuffle(offsets, random);
    FileEntry entry = Entries.file(size);

    // When
    RestoreOutcome outcome;
    try (FileTreeRestore target =
        FileTreeRestore.into(directory.resolve("out"), RestoreOptions.FRESH)) {
      RestoreFile file = target.file(EntryPath.of("f"), entry, PartLayout.BLOCKS);
      for (int offset : offsets) {
        file.write(offset, content, offset, Math.min(PART, size - offset));
      }
      file.complete();
      outcome = target.finish();
    }

    // Then
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.bytesSparse()).isPositive();
    Path restored = directory.resolve("out/f");
    assertThat(Files.readAllBytes(restored)).isEqualTo(content);
    long whole = (size + PartLayout.BLOCK_BYTES - 1L) / PartLayout.BLOCK_BYTES;
    assertThat(allocatedBytes(restored))
        .isLessThanOrEqualTo(whole * PartLayout.BLOCK_BYTES - outcome.bytesSparse());
  }

  @Test
  void whatWasSetAsideForAFileIsGivenBackWhereItHasZeros() throws IOException {
    Path file = Files.createFile(directory.resolve("f"));
    SystemCalls calls = SystemCalls.ofThisHost();
    assumeTrue(calls.reserve(file, 1 << 20), "this file system sets no blocks aside");
    assertThat(file).hasSize(1 << 20);
    assertThat(allocatedBytes(file)).isEqualTo(1 << 20);

    calls.giveBack(file, 64 << 10, 128 << 10);

    assertThat(file).hasSize(1 << 20);
    assertThat(allocatedBytes(file)).isEqualTo((1 << 20) - (128 << 10));
    assertThat(Files.readAllBytes(file)).containsOnly(0);
  }

  @Test
  void aFileForWhichThereIsNoRoomIsWrittenAsFarAsItGoes() throws IOException {
    Path file = Files.createFile(directory.resolve("f"));
    assertThat(SystemCalls.ofThisHost().reserve(file, 1L << 60)).isFalse();
  }

  /** What a file takes on its disk. */
  private static long allocatedBytes(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "--format=%b %B", file.toString()).start();
    try (var output = stat.inputReader()) {
      String[] told = output.readLine().split(" ");
      return Long.parseLong(told[0]) * Long.parseLong(told[1]);
    }
  }
}
