package dev.backstay.pipeline.pruning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.pipeline.staging.CheckedRecord;
import dev.backstay.store.BlobName;
import dev.backstay.vault.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That the packs nothing needed were marked for a prune, and which runs were open after that: only
 * those may not know the mark.
 *
 * <pre>
 * {"version":1,"mark":"id","open":["runs/…/open/…",…]}
 * </pre>
 *
 * {@code mark} is left out where every pack was needed.
 */
record PruneMark(Optional<BlobId> mark, List<BlobName> openings) {
  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  PruneMark {
    openings = List.copyOf(openings);
  }

  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      if (mark.isPresent()) {
        json.writeStringField("mark", mark.get().hex());
      }
      json.writeArrayFieldStart("open");
      for (BlobName opening : openings) {
        json.writeString(opening.value());
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return CheckedRecord.of(bytes.toByteArray());
  }

  static PruneMark decode(byte[] bytes) throws IOException {
    int version = 0;
    @Nullable BlobId mark = null;
    List<BlobName> openings = new ArrayList<>();
    try (JsonParser json = JSON.createParser(CheckedRecord.open(bytes))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "version" -> version = json.getIntValue();
          case "mark" -> mark = BlobId.parse(json.getText());
          case "open" -> {
            while (json.nextToken() == JsonToken.VALUE_STRING) {
              openings.add(BlobName.of(json.getText()));
            }
          }
          default -> json.skipChildren();
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (version != VERSION) {
      throw new IOException("a mark of version " + version + ", not " + VERSION);
    }
    return new PruneMark(Optional.ofNullable(mark), openings);
  }
}
