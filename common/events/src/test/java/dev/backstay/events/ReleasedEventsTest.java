package dev.backstay.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was released stays readable: golden events and schemas of every version lie in {@code
 * released/}, one folder a version, and are never changed. {@code -Dbackstay.regenerate=true} adds
 * those of types that have none yet, and writes the documents under docs/events.
 */
class ReleasedEventsTest {
  private static final Path ROOT = Path.of(System.getProperty("backstay.root", "../.."));
  private static final Path RELEASED = ROOT.resolve("common/events/src/test/resources/released/1");
  private static final Path DOCS = ROOT.resolve("docs/events");
  private static final ObjectMapper PRETTY =
      EventJson.mapper().copy().enable(SerializationFeature.INDENT_OUTPUT);

  @ParameterizedTest
  @MethodSource("dev.backstay.events.EventSamples#all")
  void goldenEventsAreReadAndWrittenAsEver(Event<?> event) throws IOException {
    // Given
    Path file = RELEASED.resolve(EventSchemas.fileName(event.type()) + ".json");
    JsonNode written = EventJson.mapper().readTree(EventCodec.encode(event));
    addIfNew(file, written);

    // Then
    assertThat(EventCodec.decode(Files.readAllBytes(file))).isEqualTo(event);
    assertThat(written).isEqualTo(EventJson.mapper().readTree(file.toFile()));
  }

  @ParameterizedTest
  @EnumSource
  void noReleasedSchemaIsBroken(EventType type) throws IOException {
    // Given
    Path file = RELEASED.resolve(EventSchemas.fileName(type) + ".schema.json");
    addIfNew(file, EventSchemas.of(type));

    // Then
    assertThat(breaches("data", EventJson.mapper().readTree(file.toFile()), EventSchemas.of(type)))
        .as("changes that break subscribers; add a new version of the type instead")
        .isEmpty();
  }

  @Test
  void aBreakingChangeIsNoticed() {
    // Given
    JsonNode released = EventSchemas.of(EventType.BACKUP_REQUESTED);
    JsonNode renamed = parse(released.toString().replace("\"dueAt\"", "\"due\""));
    JsonNode retyped = parse(released.toString().replace("\"integer\"", "\"string\""));
    JsonNode demanding =
        parse(released.toString().replace("[\"backup\",", "[\"backup\",\"more\","));

    // Then
    assertThat(breaches("data", released, released)).isEmpty();
    assertThat(breaches("data", released, renamed)).contains("data.dueAt is gone");
    assertThat(breaches("data", released, retyped)).anyMatch(breach -> breach.contains("attempt"));
    assertThat(breaches("data", released, demanding)).contains("data.more is newly required");
  }

  @Test
  void theDocumentsSayWhatTheCodeSays() throws IOException {
    check(DOCS.resolve("asyncapi.json"), AsyncApiDocument.document());
    for (EventType type : EventType.values()) {
      check(DOCS.resolve(EventSchemas.fileName(type) + ".schema.json"), EventSchemas.of(type));
    }
  }

  /** What a reader of the released schema could not read, or a released writer no longer write. */
  private static List<String> breaches(String path, JsonNode released, JsonNode present) {
    List<String> breaches = new ArrayList<>();
    if (!released.path("type").equals(present.path("type"))
        || !released.path("format").equals(present.path("format"))) {
      breaches.add(path + " has another type");
    }
    released
        .path("properties")
        .properties()
        .forEach(property -> {
          JsonNode now = present.path("properties").path(property.getKey());
          String name = path + "." + property.getKey();
          breaches.addAll(
              now.isMissingNode()
                  ? List.of(name + " is gone")
                  : breaches(name, property.getValue(), now));
        });
    present
        .path("required")
        .forEach(name -> {
          if (!contains(released.path("required"), name)) {
            breaches.add(path + "." + name.asText() + " is newly required");
          }
        });
    released
        .path("enum")
        .forEach(name -> {
          if (!contains(present.path("enum"), name)) {
            breaches.add(path + " no longer knows " + name.asText());
          }
        });
    if (released.has("items")) {
      breaches.addAll(breaches(path + "[]", released.get("items"), present.path("items")));
    }
    return breaches;
  }

  private static boolean contains(JsonNode array, JsonNode value) {
    for (JsonNode each : array) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static void addIfNew(Path file, JsonNode json) throws IOException {
    if (Boolean.getBoolean("backstay.regenerate") && !Files.exists(file)) {
      write(file, json);
    }
  }

  private static void check(Path file, JsonNode json) throws IOException {
    if (Boolean.getBoolean("backstay.regenerate")) {
      write(file, json);
    }
    assertThat(file)
        .as("regenerate with -Dtest=ReleasedEventsTest -Dbackstay.regenerate=true")
        .hasContent(pretty(json));
  }

  private static void write(Path file, JsonNode json) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, pretty(json), StandardCharsets.UTF_8);
  }

  private static String pretty(JsonNode json) throws IOException {
    return PRETTY.writeValueAsString(json) + "\n";
  }

  private static JsonNode parse(String json) {
    try {
      return EventJson.mapper().readTree(json);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
