package dev.backstay.cli.platform.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.cli.console.Wording;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object of an answer. Read leniently, since the platform may be older or newer than this
 * program: a field that is absent, null or of another shape is empty. What is given out as text is
 * harmless for a terminal; {@link #exact} alone is not.
 */
public final class JsonObject implements JsonValue {
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  private static final JsonFactory JSON = new JsonFactory();

  /** Where the objects of an array keep what they are called. */
  private static final String NAME = "name";

  private final Map<String, JsonValue> fields;

  private JsonObject(Map<String, JsonValue> fields) {
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Reads one object; throws {@link IOException} for anything else. */
  public static JsonObject parse(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      JsonValue value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("there is more than one JSON value");
      }
      return switch (value) {
        case JsonObject object -> object;
        case Items items -> new JsonObject(Map.of("items", items));
        default -> throw new IOException("there is no JSON object");
      };
    }
  }

  private static JsonValue value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("there is no JSON");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<JsonValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(parser));
        }
        yield new Items(values);
      }
      case VALUE_STRING -> new Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          new Plain(parser.getText());
      case VALUE_NULL -> Plain.NULL;
      default -> throw new IOException("the JSON is incomplete");
    };
  }

  private static JsonObject object(JsonParser parser) throws IOException {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(Objects.requireNonNull(name), value(parser));
    }
    return new JsonObject(fields);
  }

  /** The same with one more text, unless that is empty. */
  public JsonObject with(String name, String text) {
    return text.isEmpty() ? this : with(name, new Text(text));
  }

  public JsonObject with(String name, boolean truth) {
    return with(name, new Plain(Boolean.toString(truth)));
  }

  /** The same with one more array, unless that is empty. */
  public JsonObject with(String name, List<String> texts) {
    return texts.isEmpty()
        ? this
        : with(name, new Items(texts.stream().<JsonValue>map(Text::new).toList()));
  }

  private JsonObject with(String name, JsonValue value) {
    Map<String, JsonValue> joined = new LinkedHashMap<>(fields);
    joined.put(name, value);
    return new JsonObject(joined);
  }

  /** The names of the fields, in order. */
  public List<String> names() {
    return fields.keySet().stream().map(Wording::printable).toList();
  }

  private Optional<JsonValue> get(String name) {
    return Optional.ofNullable(fields.get(name)).filter(value -> !value.equals(Plain.NULL));
  }

  /** A string, number or truth as it is; empty for none. */
  public String exact(String name) {
    return get(name).map(JsonObject::scalar).orElse("");
  }

  private static String scalar(JsonValue value) {
    return switch (value) {
      case Text text -> text.value();
      case Plain plain -> plain.value();
      case Items _, JsonObject _ -> "";
    };
  }

  /** A string, number or truth for people, of the first field that has one; empty for none. */
  public String text(String... names) {
    return Arrays.stream(names)
        .map(this::exact)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .map(Wording::printable)
        .orElse("");
  }

  /** The instant that a field tells, itself or as the {@code at} of an object; the first one. */
  public Optional<Instant> instant(String... names) {
    return Arrays.stream(names).map(this::one).flatMap(Optional::stream).findFirst();
  }

  private Optional<Instant> one(String name) {
    String text = exact(name).isEmpty() ? object(name).text("at", "capturedAt") : exact(name);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  public OptionalLong number(String name) {
    try {
      return OptionalLong.of(Long.parseLong(exact(name)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  public boolean truth(String name) {
    return exact(name).equals("true");
  }

  /** An object; one without fields for none. */
  public JsonObject object(String name) {
    return get(name).orElse(EMPTY) instanceof JsonObject object ? object : EMPTY;
  }

  /** The objects of arrays. */
  public List<JsonObject> objects(String... names) {
    return Arrays.stream(names)
        .flatMap(name -> items(name).stream())
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  /** The strings of an array, and the names of its objects, for people. */
  public List<String> texts(String name) {
    return items(name).stream()
        .map(value -> value instanceof JsonObject object ? object.exact(NAME) : scalar(value))
        .filter(text -> !text.isEmpty())
        .map(Wording::printable)
        .toList();
  }

  private List<JsonValue> items(String name) {
    return get(name).orElse(EMPTY) instanceof Items items ? items.values() : List.of();
  }

  public boolean isEmpty() {
    return fields.isEmpty();
  }

  @Override
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, JsonValue> field : fields.entrySet()) {
      json.writeFieldName(field.getKey());
      field.getValue().write(json);
    }
    json.writeEndObject();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject object && fields.equals(object.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** The object on one line, its fields as and where they were. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return text.toString();
  }
}
