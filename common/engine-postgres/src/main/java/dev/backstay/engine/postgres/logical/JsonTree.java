package dev.backstay.engine.postgres.logical;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A JSON object that was read whole; what is asked for and is not there is a failure by name. */
final class JsonTree {
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Object> fields;

  private JsonTree(Map<String, Object> fields) {
    this.fields = fields;
  }

  static JsonTree read(byte[] bytes) throws IOException {
    try (JsonParser parser = JSON.createParser(bytes)) {
      parser.nextToken();
      if (value(parser) instanceof JsonTree tree && parser.nextToken() == null) {
        return tree;
      }
      throw new IOException("it is not one JSON object");
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> fields = new HashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, value(parser));
      }
      return new JsonTree(fields);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(parser));
      }
      return items;
    }
    if (token == null || !token.isScalarValue()) {
      throw new IOException("it ends within a value");
    }
    return parser.getText();
  }

  String text(String name) throws IOException {
    return find(name).orElseThrow(() -> new IOException("it has no '" + name + "'"));
  }

  Optional<String> find(String name) {
    return fields.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  long number(String name) throws IOException {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new IOException("its '" + name + "' is no number", e);
    }
  }

  OptionalLong findNumber(String name) throws IOException {
    return fields.containsKey(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
  }

  boolean truth(String name) throws IOException {
    return text(name).equals("true");
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  List<String> texts(String name) throws IOException {
    List<String> texts = new ArrayList<>();
    for (Object item : items(name)) {
      if (!(item instanceof String text)) {
        throw new IOException("an item of '" + name + "' is no text");
      }
      texts.add(text);
    }
    return texts;
  }

  List<JsonTree> trees(String name) throws IOException {
    List<JsonTree> trees = new ArrayList<>();
    for (Object item : items(name)) {
      if (!(item instanceof JsonTree tree)) {
        throw new IOException("an item of '" + name + "' is no object");
      }
      trees.add(tree);
    }
    return trees;
  }

  private List<?> items(String name) throws IOException {
    if (fields.get(name) instanceof List<?> items) {
      return items;
    }
    throw new IOException("it has no list '" + name + "'");
  }
}
