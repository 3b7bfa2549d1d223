package dev.backstay.vault.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON of an index file.
 *
 * <pre>
 * {"packs":[{"id":"…","blobs":[{"id":"…","type":"data","offset":0,"length":38,"uncompressed_length":6},…]},…]}
 * </pre>
 *
 * <p>{@code uncompressed_length} is left out when the blob is not compressed. A pack lies wholly in
 * one index file.
 */
public final class IndexFile {
  /** Blobs of one index file: restic starts a new one there as well. */
  public static final int MAX_BLOBS = 50_000;

  private static final JsonFactory JSON = new JsonFactory();

  private IndexFile() {}

  /** The contents of one pack. */
  public record Pack(BlobId id, List<PackedBlob> blobs) {
    public Pack {
      blobs = List.copyOf(blobs);
    }
  }

  public static byte[] encode(List<Pack> packs) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("packs");
      for (Pack pack : packs) {
        json.writeStartObject();
        json.writeStringField("id", pack.id().hex());
        json.writeArrayFieldStart("blobs");
        for (PackedBlob blob : pack.blobs()) {
          write(json, blob);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, PackedBlob blob) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", blob.id().hex());
    json.writeStringField("type", blob.type().word());
    json.writeNumberField("offset", blob.offset());
    json.writeNumberField("length", blob.length());
    if (blob.isCompressed()) {
      json.writeNumberField("uncompressed_length", blob.plainLength());
    }
    json.writeEndObject();
  }

  /**
   * Reads the packs of an index file; unknown fields ({@code supersedes} among them) are skipped.
   */
  public static List<Pack> decode(byte[] bytes) throws IOException {
    List<Pack> packs = new ArrayList<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      require(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isPacks = json.currentName().equals("packs");
        JsonToken value = json.nextToken();
        if (!isPacks || value == JsonToken.VALUE_NULL) {
          json.skipChildren();
          continue;
        }
        require(value, JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
          packs.add(readPack(json));
        }
      }
      require(json.currentToken(), JsonToken.END_OBJECT);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return packs;
  }

  private static Pack readPack(JsonParser json) throws IOException {
    require(json.currentToken(), JsonToken.START_OBJECT);
    BlobId id = null;
    List<PackedBlob> blobs = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("id")) {
        id = BlobId.parse(json.getText());
      } else if (field.equals("blobs") && json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          blobs.add(readBlob(json));
        }
      } else {
        json.skipChildren();
      }
    }
    require(json.currentToken(), JsonToken.END_OBJECT);
    if (id == null) {
      throw new IOException("a pack without an id");
    }
    return new Pack(id, blobs);
  }

  private static PackedBlob readBlob(JsonParser json) throws IOException {
    require(json.currentToken(), JsonToken.START_OBJECT);
    BlobId id = null;
    BlobType type = null;
    int offset = 0;
    int length = 0;
    int plainLength = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = BlobId.parse(json.getText());
        case "type" -> type = BlobType.ofWord(json.getText());
        case "offset" -> offset = json.getIntValue();
        case "length" -> length = json.getIntValue();
        case "uncompressed_length" -> plainLength = json.getIntValue();
        default -> json.skipChildren();
      }
    }
    require(json.currentToken(), JsonToken.END_OBJECT);
    if (id == null || type == null) {
      throw new IOException("a blob without id or type");
    }
    return new PackedBlob(id, type, offset, length, plainLength);
  }

  private static void require(JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("expected " + wanted + " and found " + found);
    }
  }
}
