package dev.backstay.pipeline.staging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.backstay.contract.event.BackupId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;

/**
 * A backup was given up: what its attempts stored was removed, so none of them may commit any more,
 * not even one whose worker was taken for dead and is not.
 *
 * <pre>
 * {"version":1,"backup":"uuid","abandonedAt":"…"}
 * </pre>
 */
record RunAbandonment(BackupId backup, Instant abandonedAt) implements RunEnd {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("backup", backup.toString());
      json.writeStringField("abandonedAt", abandonedAt.toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
