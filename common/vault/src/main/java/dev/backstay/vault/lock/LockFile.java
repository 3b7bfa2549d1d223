package dev.backstay.vault.lock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.vault.LockHolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * The JSON of a lock file.
 *
 * <pre>
 * {"time":"…","exclusive":false,"hostname":"…","username":"…","pid":42,"uid":0,"gid":0}
 * </pre>
 */
record LockFile(Instant time, boolean exclusive, LockHolder holder) {
  private static final JsonFactory JSON = new JsonFactory();

  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("time", time.toString());
      json.writeBooleanField("exclusive", exclusive);
      json.writeStringField("hostname", holder.hostname());
      json.writeStringField("username", holder.username());
      json.writeNumberField("pid", holder.pid());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  static LockFile decode(byte[] bytes) throws IOException {
    Instant time = Instant.EPOCH;
    boolean exclusive = false;
    String hostname = "";
    String username = "";
    long pid = 0;
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "time" -> time = OffsetDateTime.parse(json.getText()).toInstant();
          case "exclusive" -> exclusive = json.getBooleanValue();
          case "hostname" -> hostname = json.getText();
          case "username" -> username = json.getText();
          case "pid" -> pid = json.getLongValue();
          default -> json.skipChildren();
        }
      }
    } catch (DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new LockFile(time, exclusive, new LockHolder(hostname, username, pid));
  }
}
