package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeRoundTripTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 20260101})
  void treeWithEveryOddityComesBackAlike(long seed) throws IOException {
    // Given
    Path source = TreeFixture.plant(directory.resolve("source"), seed);
    RecordingSink sink = new RecordingSink();

    // When
    new FileTreeCapture(FileSelection.of(List.of(source))).capture(sink);
    RestoreOutcome outcome = restore(sink, source, RestoreOptions.FRESH);

    // Then
    assertThat(sink.problems()).isEmpty();
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.isComplete()).isTrue();
    assertThat(outcome.socketsSkipped()).isOne();
    assertThat(outcome.hardLinks()).isEqualTo(3);
    assertThat(TreeComparison.differencesBelow(source, directory.resolve("target"))).isEmpty();
  }

  @Test
  void restoreOverAnEarlierOneBringsTheSameTree() throws IOException {
    // Given
    Path source = TreeFixture.plant(directory.resolve("source"), 3);
    RecordingSink sink = new RecordingSink();
    new FileTreeCapture(FileSelection.of(List.of(source))).capture(sink);
    restore(sink, source, RestoreOptions.FRESH);

    // When
    RestoreOutcome outcome = restore(sink, source, RestoreOptions.OVERWRITE);

    // Then
    assertThat(outcome.problems()).isEmpty();
    assertThat(TreeComparison.differencesBelow(source, directory.resolve("target"))).isEmpty();
  }

  private RestoreOutcome restore(RecordingSink sink, Path source, RestoreOptions options) {
    try (FileTreeRestore target = FileTreeRestore.into(directory.resolve("target"), options)) {
      return sink.replay(EntryPath.of(source.toString()), target);
    }
  }
}
