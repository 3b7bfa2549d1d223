package dev.backstay.vault.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.vault.BlobId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree's JSON token by token. What it reads may come from anyone who can write to a
 * destination's store and knows the key, or from a broken disk: every doubt ends in {@code
 * OBJECT_CORRUPT}. Of a field given twice the last counts, as in Go. Confined to one thread.
 */
final class TreeDecoder {
  /** A tree has five levels; the rest is room for fields of later versions. */
  private static final int MAX_NESTING = 100;

  /** No number of a node has more than 20 digits; the rest is room for fields of later versions. */
  private static final int MAX_NUMBER_DIGITS = 100;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxNumberLength(MAX_NUMBER_DIGITS)
                  .build())
          .build();

  private final JsonParser json;

  private TreeDecoder(JsonParser json) {
    this.json = json;
  }

  static Tree decode(byte[] bytes) {
    try (JsonParser json = JSON.createParser(bytes)) {
      TreeDecoder decoder = new TreeDecoder(json);
      try {
        return decoder.tree();
      } catch (IllegalArgumentException e) {
        long offset = json.currentTokenLocation().getByteOffset();
        throw TreeCodec.corrupt(e.getMessage() + ", near byte " + offset, e);
      }
    } catch (IOException e) {
      throw TreeCodec.corrupt("it is not JSON", e);
    }
  }

  private Tree tree() throws IOException {
    List<Node> nodes = null;
    require(json.nextToken() == JsonToken.START_OBJECT, "it is not an object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isNodes = json.currentName().equals("nodes");
      json.nextToken();
      if (isNodes) {
        require(nodes == null, "it has two lists of nodes");
        nodes = nodes();
      } else {
        json.skipChildren();
      }
    }
    require(json.nextToken() == null, "something follows it");
    if (nodes == null) {
      throw new IllegalArgumentException("it has no list of nodes");
    }
    return new Tree(nodes);
  }

  private List<Node> nodes() throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "nodes is not a list");
    List<Node> nodes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "a node is not an object");
      NodeFields fields = new NodeFields();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_NULL) {
          field(field, fields);
        }
      }
      nodes.add(fields.toNode());
    }
    return nodes;
  }

  private void field(String field, NodeFields fields) throws IOException {
    switch (field) {
      case "name" -> fields.name = FileName.of(GoQuote.unquote(text(field)));
      case "type" -> fields.type = type();
      case "mode" -> fields.mode = number(field, 0xffff_ffffL);
      case "mtime" -> fields.modified = time(field);
      case "atime" -> fields.accessed = time(field);
      case "ctime" -> fields.changed = time(field);
      case "uid" -> fields.uid = (int) number(field, 0xffff_ffffL);
      case "gid" -> fields.gid = (int) number(field, 0xffff_ffffL);
      case "user" -> fields.user = text(field);
      case "group" -> fields.group = text(field);
      case "inode" -> fields.inode = unsigned(field);
      case "device_id" -> fields.deviceId = unsigned(field);
      case "size" -> fields.size = number(field, Long.MAX_VALUE);
      case "links" -> fields.links = unsigned(field);
      case "linktarget" -> fields.linkTarget = FileName.of(GoUtf8.encode(text(field)));
      case "linktarget_raw" -> fields.rawLinkTarget = FileName.of(base64(field));
      case "extended_attributes" -> fields.attributes = attributes();
      case "device" -> fields.device = unsigned(field);
      case "content" -> fields.content = content();
      case "subtree" -> fields.subtree = id();
      default -> json.skipChildren();
    }
  }

  private FileType type() throws IOException {
    return TypeName.parse(text("type"))
        .orElseThrow(() -> new IllegalArgumentException("a node has a type that is not known"));
  }

  private IdList content() throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "content is not a list");
    IdList.Builder ids = new IdList.Builder();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      ids.add(id());
    }
    return ids.build();
  }

  private BlobId id() throws IOException {
    require(
        json.currentToken() == JsonToken.VALUE_STRING && json.getTextLength() == 2 * BlobId.LENGTH,
        "an id is not 64 hexadecimal digits");
    char[] buffer = json.getTextCharacters();
    int at = json.getTextOffset();
    return new BlobId(
        word(buffer, at), word(buffer, at + 16), word(buffer, at + 32), word(buffer, at + 48));
  }

  private static long word(char[] buffer, int from) {
    long word = 0;
    for (int i = from; i < from + 16; i++) {
      char c = buffer[i];
      int digit;
      if (c >= '0' && c <= '9') {
        digit = c - '0';
      } else {
        require(c >= 'a' && c <= 'f', "an id is not 64 hexadecimal digits");
        digit = c - 'a' + 10;
      }
      word = word << 4 | digit;
    }
    return word;
  }

  private List<ExtendedAttribute> attributes() throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "extended_attributes is not a list");
    List<ExtendedAttribute> attributes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "an attribute is not an object");
      attributes.add(attribute());
    }
    return attributes;
  }

  private ExtendedAttribute attribute() throws IOException {
    String name = "";
    byte[] value = {};
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (field) {
        case "name" -> name = text(field);
        case "value" -> value = base64(field);
        default -> json.skipChildren();
      }
    }
    return ExtendedAttribute.of(name, value);
  }

  private String text(String field) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_STRING, "%s is not a string", field);
    return json.getText();
  }

  private byte[] base64(String field) throws IOException {
    try {
      return Base64.getDecoder().decode(text(field));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(field + " is not base64", e);
    }
  }

  private Instant time(String field) throws IOException {
    try {
      return GoTime.parse(text(field));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(field + " is not an RFC 3339 time", e);
    }
  }

  private long number(String field, long max) throws IOException {
    long value = unsigned(field);
    require(value >= 0 && value <= max, "%s is out of range", field);
    return value;
  }

  /** A number of 64 bits, without a sign. */
  private long unsigned(String field) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, "%s is not a whole number", field);
    if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      var value = json.getBigIntegerValue();
      require(value.signum() >= 0 && value.bitLength() <= Long.SIZE, "%s is out of range", field);
      return value.longValue();
    }
    long value = json.getLongValue();
    require(value >= 0, "%s is out of range", field);
    return value;
  }

  private static void require(boolean condition, String message) {
    require(condition, message, null);
  }

  private static void require(boolean condition, String message, @Nullable String field) {
    if (!condition) {
      throw new IllegalArgumentException(field == null ? message : message.formatted(field));
    }
  }
}
