package dev.backstay.pipeline.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.pipeline.staging.CheckedRecord;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A small record of the stream in staging: named texts, and a hash that a flipped bit does not
 * pass, for these records decide what a server may forget and what is deleted.
 *
 * <pre>
 * record = JSON LF hash LF        JSON: {"version":"1",name:text,...}
 * </pre>
 */
record FlatRecord(Map<String, String> fields) {
  private static final String VERSION = "version";
  private static final String CURRENT = "1";
  private static final JsonFactory JSON = new JsonFactory();
  private static final Logger LOG = System.getLogger(FlatRecord.class.getName());

  FlatRecord {
    fields = Map.copyOf(fields);
  }

  /** Makes a value of the fields; fails with an unchecked exception where they make none. */
  @FunctionalInterface
  interface Form<T> {
    T of(FlatRecord record);
  }

  /** A field that has to be there. */
  String text(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no field '" + name + "'"));
  }

  /** A field that may be there. */
  Optional<String> find(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** A record with fields in their order: name, text, name, text. */
  static byte[] encode(String... fields) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField(VERSION, CURRENT);
      for (int i = 0; i < fields.length; i += 2) {
        json.writeStringField(fields[i], fields[i + 1]);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return CheckedRecord.of(bytes.toByteArray());
  }

  /** Stores a record in the place of one that may be there. */
  static void put(BlobStore staging, BlobName name, byte[] record) {
    var _ = staging.put(name, Payload.of(record), PutOptions.REPLACE);
  }

  /**
   * What a record says; nothing where there is none, and nothing where it is damaged: whoever wrote
   * it writes it again.
   */
  static <T> Optional<T> read(BlobStore staging, BlobName name, Form<T> form) {
    try {
      return Optional.of(decode(staging.read(name), form));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.OBJECT_CORRUPT) {
        throw e;
      }
      return Optional.empty();
    } catch (IOException e) {
      LOG.log(
          Logger.Level.WARNING,
          "the record {0} at {1} is damaged and passed over: {2}",
          name,
          staging.location(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Reads what {@link #encode} wrote; fields that are not texts are skipped. */
  static <T> T decode(byte[] bytes, Form<T> form) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(CheckedRecord.open(bytes))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
      if (!CURRENT.equals(fields.get(VERSION))) {
        throw new IOException("a record of version " + fields.get(VERSION) + ", not " + CURRENT);
      }
      return form.of(new FlatRecord(fields));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
