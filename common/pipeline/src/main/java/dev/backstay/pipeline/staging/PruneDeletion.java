package dev.backstay.pipeline.staging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.vault.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision of a prune: which packs go, everywhere, and which index file takes the place of each
 * that named one. Created once and never changed.
 *
 * <pre>
 * {"version":1,"superseded":[{"index":"id","by":"id"},…],"packs":[{"id":"id","length":1},…]}
 * </pre>
 *
 * {@code by} is left out where an index file goes and none comes.
 *
 * @param superseded each index file that goes, with the one that takes its place
 * @param packs with their lengths
 */
public record PruneDeletion(Map<BlobId, Optional<BlobId>> superseded, Map<BlobId, Long> packs) {
  /** Nothing goes. */
  public static final PruneDeletion NOTHING = new PruneDeletion(Map.of(), Map.of());

  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  public PruneDeletion {
    superseded = Map.copyOf(superseded);
    packs = Collections.unmodifiableMap(packs); // may be long, and is read once
  }

  /** The bytes that are stored. */
  public byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeArrayFieldStart("superseded");
      for (BlobId index : superseded.keySet().stream().sorted().toList()) {
        json.writeStartObject();
        json.writeStringField("index", index.hex());
        Optional<BlobId> by = superseded.getOrDefault(index, Optional.empty());
        if (by.isPresent()) {
          json.writeStringField("by", by.get().hex());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("packs");
      for (BlobId pack : packs.keySet().stream().sorted().toList()) {
        json.writeStartObject();
        json.writeStringField("id", pack.hex());
        json.writeNumberField("length", packs.getOrDefault(pack, 0L));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return CheckedRecord.of(bytes.toByteArray());
  }

  /** Reads what {@link #encode} wrote; unknown fields are skipped. */
  public static PruneDeletion decode(byte[] bytes) throws IOException {
    Map<BlobId, Optional<BlobId>> superseded = new HashMap<>();
    Map<BlobId, Long> packs = new HashMap<>();
    int version = 0;
    try (JsonParser json = JSON.createParser(CheckedRecord.open(bytes))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "version" -> version = json.getIntValue();
          case "superseded" ->
              entries(json).forEach(entry -> superseded.put(entry.id(), entry.by()));
          case "packs" -> entries(json).forEach(entry -> packs.put(entry.id(), entry.length()));
          default -> json.skipChildren();
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (version != VERSION) {
      throw new IOException("a deletion of version " + version + ", not " + VERSION);
    }
    return new PruneDeletion(superseded, packs);
  }

  /** One element of either list. */
  private record Entry(BlobId id, Optional<BlobId> by, long length) {}

  private static List<Entry> entries(JsonParser json) throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new IOException("not a list");
    }
    while (json.nextToken() == JsonToken.START_OBJECT) {
      entries.add(entry(json));
    }
    return entries;
  }

  private static Entry entry(JsonParser json) throws IOException {
    @Nullable BlobId id = null;
    Optional<BlobId> by = Optional.empty();
    long length = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "index", "id" -> id = BlobId.parse(json.getText());
        case "by" -> by = Optional.of(BlobId.parse(json.getText()));
        case "length" -> length = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    if (id == null) {
      throw new IOException("an entry without its id");
    }
    return new Entry(id, by, length);
  }
}
