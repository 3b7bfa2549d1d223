package dev.backstay.engine.postgres.physical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.FileOwner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallBatchTest {
  @TempDir private Path data;
  private SmallBatch batch;

  @BeforeEach
  void makeFiles() throws Exception {
    for (String name : new String[] {"one", "two", "three"}) {
      Files.writeString(data.resolve(name), name);
    }
    batch =
        new SmallBatch(
            new FileReading(
                new DiskFiles(data, new FileOwner(0, 0, "", "")),
                null,
                new Pace(OptionalLong.empty(), System::nanoTime),
                new LongAdder()));
  }

  private OptionalInt offer(String name) {
    return batch.offer(new SourceFile(name, name.length(), Optional.empty()));
  }

  @Test
  void aBatchThatIsReadTakesNoFileAnyMore() {
    // Given
    int first = offer("one").orElseThrow();
    int second = offer("two").orElseThrow();

    // When
    assertThat(batch.take(second)).hasValue("two".getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(offer("three")).isEmpty();
    assertThat(batch.take(first)).hasValue("one".getBytes(StandardCharsets.UTF_8));
    assertThat(batch.take(first)).as("taken before").isEmpty();
  }

  @Test
  void whateverIsAddedWhileAnotherReadsIsThere() throws Exception {
    for (int round = 0; round < 200; round++) {
      makeFiles();
      int first = offer("one").orElseThrow();
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                var _ = batch.take(first);
              });
      OptionalInt second = offer("two");
      reader.join();

      if (second.isPresent()) {
        assertThat(batch.take(second.getAsInt())).hasValue("two".getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
