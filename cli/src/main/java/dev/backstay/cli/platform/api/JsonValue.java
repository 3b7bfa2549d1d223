package dev.backstay.cli.platform.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** A value of an answer, which writes itself as it came. */
sealed interface JsonValue permits JsonValue.Text, JsonValue.Plain, JsonValue.Items, JsonObject {
  void write(JsonGenerator json) throws IOException;

  /** A string. */
  record Text(String value) implements JsonValue {
    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeString(value);
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}, by its own digits and letters. */
  record Plain(String value) implements JsonValue {
    static final Plain NULL = new Plain("null");

    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeRawValue(value);
    }
  }

  /** An array. */
  record Items(List<JsonValue> values) implements JsonValue {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
      json.writeStartArray();
      for (JsonValue value : values) {
        value.write(json);
      }
      json.writeEndArray();
    }
  }
}
