package dev.backstay.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ChangelogTest {
  private static final String FIRST_LINE =
      "(Feature|Enhancement|Bugfix|Change|Security|Removal): \\p{Lu}.*[^.]";

  @Test
  void everyEntryHasItsKindItsSentenceAndItsReason() throws IOException {
    // Given
    Path unreleased = Checkout.root().resolve("changelog/unreleased");

    // When
    List<Path> entries;
    try (Stream<Path> files = Files.list(unreleased)) {
      entries = files.filter(file -> !file.endsWith("README.md")).sorted().toList();
    }

    // Then
    assertThat(entries)
        .allSatisfy(entry -> {
          List<String> lines = Files.readAllLines(entry);
          assertThat(entry.getFileName().toString()).matches("[a-z0-9-]+\\.md");
          assertThat(lines.getFirst()).matches(FIRST_LINE);
          assertThat(lines.get(1)).as("second line").isEmpty();
          assertThat(lines.size()).as("lines").isGreaterThan(2);
        });
  }
}
