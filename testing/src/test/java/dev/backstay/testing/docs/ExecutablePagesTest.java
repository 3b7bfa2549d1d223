package dev.backstay.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("system")
final class ExecutablePagesTest {
  @TempDir Path directory;

  static Stream<Path> pages() throws IOException {
    return Checkout.pages().stream()
        .filter(page -> !PageRunner.executableBlocksOf(page).isEmpty())
        .map(Page::file);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("pages")
  void everyPageDoesWhatItSays(Path file) throws IOException, InterruptedException {
    // Given
    PageRunner runner = new PageRunner(Checkout.root().resolve("backstay"), directory);

    // When
    PageRunner.Outcome outcome = runner.run(Page.read(file));

    // Then
    assertThat(outcome.exitStatus()).as("%s%n%s", file, outcome.output()).isZero();
  }

  @Test
  void theBlocksOfAPageShareOneShellAndCallTheProgramBothWays()
      throws IOException, InterruptedException {
    // Given
    Path program = program("echo ran with \"$@\"");
    Page page =
        page(
            """
            ```sh test
            word=kept
            ```
            ```sh
            exit 9
            ```
            ```sh test
            ./backstay $word
            backstay "$(basename "$PWD")"
            ```
            """);

    // When
    PageRunner.Outcome outcome = new PageRunner(program, directory).run(page);

    // Then
    assertThat(outcome.output()).isEqualTo("ran with kept\nran with home\n");
    assertThat(outcome.exitStatus()).isZero();
  }

  @Test
  void aFailingCommandIsNamedWithItsBlock() throws IOException, InterruptedException {
    // Given
    Path program = program("exit 12");
    Page page =
        page(
            """
            text
            ```sh test
            ./backstay snapshots
            echo not reached
            ```
            """);

    // When
    PageRunner.Outcome outcome = new PageRunner(program, directory).run(page);

    // Then
    assertThat(outcome.exitStatus()).isEqualTo(12);
    assertThat(outcome.output())
        .isEqualTo("failed: ./backstay snapshots (in the block after line 2)\n");
  }

  private static Page page(String text) {
    return Page.parse(Path.of("page.md"), text.lines().toList());
  }

  private Path program(String line) throws IOException {
    Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n" + line + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
