package dev.backstay.servicekit.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressJsonTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"backup\":\"no uuid\"}", "null"})
  void whatIsNotUnderstoodIsNothing(String text) {
    assertThat(ProgressJson.read(text)).isEmpty();
  }

  @Test
  void formIsPinned() {
    assertThat(ProgressJson.write(ProgressBoardContract.dumping(7)))
        .contains("\"stage\":\"DUMP\"", "\"bytes\":7", "\"totalBytes\":100");
  }
}
