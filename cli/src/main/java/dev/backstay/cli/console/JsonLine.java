package dev.backstay.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON object of the output of {@code --json}. Its first field is {@code type}; which fields
 * each type has is written in {@code docs/cli.md} and only ever grows. Confined to one thread.
 */
public final class JsonLine {
  private static final JsonFactory JSON = new JsonFactory();
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double THOUSAND = 1000;

  private final Map<String, Object> fields = new LinkedHashMap<>();

  private JsonLine(String type) {
    fields.put("type", type);
  }

  public static JsonLine of(String type) {
    return new JsonLine(type);
  }

  public JsonLine with(String name, String value) {
    fields.put(name, value);
    return this;
  }

  public JsonLine with(String name, long value) {
    fields.put(name, value);
    return this;
  }

  public JsonLine with(String name, double value) {
    fields.put(name, Math.round(value * THOUSAND) / THOUSAND);
    return this;
  }

  public JsonLine with(String name, boolean value) {
    fields.put(name, value);
    return this;
  }

  public JsonLine with(String name, List<String> values) {
    fields.put(name, List.copyOf(values));
    return this;
  }

  public JsonLine with(String name, Instant value) {
    return with(name, value.toString());
  }

  /** In seconds, to the millisecond. */
  public JsonLine with(String name, Duration value) {
    return with(name, value.toNanos() / NANOS_PER_SECOND);
  }

  /** Leaves the field out when there is no value. */
  public JsonLine with(String name, Optional<String> value) {
    value.ifPresent(text -> fields.put(name, text));
    return this;
  }

  /** The object on one line. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Object> field : fields.entrySet()) {
        json.writeFieldName(field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      case List<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          json.writeString(item.toString());
        }
        json.writeEndArray();
      }
      default -> json.writeString(value.toString());
    }
  }
}
