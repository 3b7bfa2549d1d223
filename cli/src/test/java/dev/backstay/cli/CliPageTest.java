package dev.backstay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CliPageTest {
  @Test
  void everyCommandIsInThePage() throws IOException {
    // Given
    List<String> documented = CliPage.read().commands();

    // Then
    assertThat(ArgumentsTest.commands())
        .filteredOn(command -> isLeaf(command))
        .map(command -> String.join(" ", command))
        .filteredOn(command -> !command.equals("check") && !command.equals("repair"))
        .allSatisfy(command ->
            assertThat(documented)
                .anyMatch(row -> row.equals(command) || row.startsWith(command + " ")));
  }

  /** Groups lead to commands and do nothing themselves. */
  private static boolean isLeaf(List<String> command) {
    return ArgumentsTest.commands()
        .noneMatch(other ->
            other.size() > command.size() && other.subList(0, command.size()).equals(command));
  }
}
