package dev.backstay.catalog.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class EventChannelTest {
  @Test
  void channelReadsEveryTopicButThatOfTheHintsOnPacks() throws IOException {
    // Given
    var settings = new Properties();
    try (InputStream file =
        EventChannel.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
      settings.load(Objects.requireNonNull(file));
    }
    // When
    List<String> topics =
        List.of(settings.getProperty("mp.messaging.incoming.catalog-events.topics").split(","));
    // Then
    assertThat(topics)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EventType.values())
                .filter(type -> type != EventType.PACK_SEALED)
                .map(EventType::topic)
                .toList());
  }
}
