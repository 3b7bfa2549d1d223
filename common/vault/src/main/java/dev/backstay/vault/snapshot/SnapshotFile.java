package dev.backstay.vault.snapshot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.vault.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a snapshot file.
 *
 * <pre>
 * {"time":"…","parent":"id","tree":"id","paths":["…"],"hostname":"…","username":"…","excludes":["…"],"tags":["…"]}
 * </pre>
 *
 * <p>{@code parent}, {@code excludes} and {@code tags} are left out when there are none.
 */
public final class SnapshotFile {
  private static final JsonFactory JSON = new JsonFactory();

  private SnapshotFile() {}

  public static byte[] encode(Snapshot snapshot) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("time", snapshot.time().toString());
      if (snapshot.parent().isPresent()) {
        json.writeStringField("parent", snapshot.parent().get().hex());
      }
      json.writeStringField("tree", snapshot.tree().hex());
      write(json, "paths", snapshot.paths());
      json.writeStringField("hostname", snapshot.hostname());
      json.writeStringField("username", snapshot.username());
      if (!snapshot.excludes().isEmpty()) {
        write(json, "excludes", snapshot.excludes());
      }
      if (!snapshot.tags().isEmpty()) {
        write(json, "tags", snapshot.tags());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, String field, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  public static Snapshot decode(byte[] bytes) throws IOException {
    var draft = new Fields();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        draft.read(field, json);
      }
      return draft.snapshot();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The fields as they come. */
  private static final class Fields {
    private @Nullable Instant time;
    private @Nullable BlobId tree;
    private @Nullable BlobId parent;
    private List<String> paths = List.of();
    private List<String> tags = List.of();
    private List<String> excludes = List.of();
    private String hostname = "";
    private String username = "";

    void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "time" -> time = OffsetDateTime.parse(json.getText()).toInstant();
        case "tree" -> tree = BlobId.parse(json.getText());
        case "parent" -> parent = BlobId.parse(json.getText());
        case "hostname" -> hostname = json.getText();
        case "username" -> username = json.getText();
        case "paths" -> paths = texts(json);
        case "tags" -> tags = texts(json);
        case "excludes" -> excludes = texts(json);
        default -> json.skipChildren();
      }
    }

    Snapshot snapshot() throws IOException {
      if (time == null || tree == null) {
        throw new IOException("a snapshot without time or tree");
      }
      return new Snapshot(
          time, tree, Optional.ofNullable(parent), paths, hostname, username, tags, excludes);
    }

    private static List<String> texts(JsonParser json) throws IOException {
      List<String> texts = new ArrayList<>();
      if (json.currentToken() == JsonToken.VALUE_NULL) {
        return texts;
      }
      if (json.currentToken() != JsonToken.START_ARRAY) {
        throw new IOException("'" + json.currentName() + "' is not a list");
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        texts.add(json.getText());
      }
      return texts;
    }
  }
}
