package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PhysicalDescriptionTest {
  @Test
  void whatIsWrittenIsRead() throws IOException {
    // Given
    PhysicalDescription description = Known.description();

    // Then
    assertThat(PhysicalDescription.decode(description.encode())).isEqualTo(description);
  }

  @Test
  void whatTheFirstFormatWroteStaysReadable() throws IOException {
    // Given
    byte[] golden;
    try (InputStream file = getClass().getResourceAsStream("physical-1.json")) {
      assertThat(file).isNotNull();
      golden = file.readAllBytes();
    }

    // Then
    assertThat(PhysicalDescription.decode(golden)).isEqualTo(Known.description());
    assertThat(new String(Known.description().encode(), StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(new String(golden, StandardCharsets.UTF_8));
  }

  @Test
  void fieldsOfTheFutureAreSkipped() throws IOException {
    // Given
    String text = new String(Known.description().encode(), StandardCharsets.UTF_8);
    String newer = text.replaceFirst("\\{", "{ \"later\" : { \"a\" : [ 1 ] },");

    // Then
    assertThat(PhysicalDescription.decode(newer.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Known.description());
  }

  @Test
  void anotherFormatIsRefusedByName() {
    // Given
    String text =
        new String(Known.description().encode(), StandardCharsets.UTF_8)
            .replace("\"format\" : 1", "\"format\" : 2");

    // Then
    assertThatThrownBy(() -> PhysicalDescription.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void whatIsMissingIsNamed() {
    // Given
    String text =
        new String(Known.description().encode(), StandardCharsets.UTF_8)
            .replace("\"stopLsn\"", "\"stop\"");

    // Then
    assertThatThrownBy(() -> PhysicalDescription.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stopLsn");
  }
}
