package dev.backstay.pipeline.staging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.vault.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The commit point of a backup: which attempt won. Created once and never changed; what it does not
 * name is never published.
 *
 * <pre>
 * {"version":1,"backup":"uuid","attempt":1,"source":"name","manifest":"id","snapshot":"id"}
 * </pre>
 */
public record RunCommit(
    BackupId backup, int attempt, SourceName source, BlobId manifest, BlobId snapshot)
    implements RunEnd {
  private static final JsonFactory JSON = new JsonFactory();

  /** The commit of an attempt's manifest. */
  public static RunCommit of(RunManifest manifest) {
    return new RunCommit(
        manifest.backup(),
        manifest.attempt(),
        manifest.source(),
        BlobId.hash(manifest.encode()),
        manifest.snapshot().id());
  }

  @Override
  public byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("backup", backup.toString());
      json.writeNumberField("attempt", attempt);
      json.writeStringField("source", source.value());
      json.writeStringField("manifest", manifest.hex());
      json.writeStringField("snapshot", snapshot.hex());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #encode} wrote; unknown fields are skipped. */
  public static RunCommit decode(byte[] bytes) throws IOException {
    if (decodeEnd(bytes) instanceof RunCommit commit) {
      return commit;
    }
    throw new IOException("an abandonment, not a commit");
  }

  /** Reads what lies at a commit point. */
  static RunEnd decodeEnd(byte[] bytes) throws IOException {
    var fields = new Fields();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        fields.read(field, json);
      }
      return fields.end();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The fields as they come. */
  private static final class Fields {
    private int version;
    private int attempt;
    private @Nullable BackupId backup;
    private @Nullable SourceName source;
    private @Nullable BlobId manifest;
    private @Nullable BlobId snapshot;
    private @Nullable Instant abandonedAt;

    void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "version" -> version = json.getIntValue();
        case "backup" -> backup = BackupId.parse(json.getText());
        case "attempt" -> attempt = json.getIntValue();
        case "source" -> source = new SourceName(json.getText());
        case "manifest" -> manifest = BlobId.parse(json.getText());
        case "snapshot" -> snapshot = BlobId.parse(json.getText());
        case "abandonedAt" -> abandonedAt = Instant.parse(json.getText());
        default -> json.skipChildren();
      }
    }

    RunEnd end() throws IOException {
      if (version != VERSION) {
        throw new IOException("a commit of version " + version + ", not " + VERSION);
      }
      if (backup != null && abandonedAt != null) {
        return new RunAbandonment(backup, abandonedAt);
      }
      if (backup == null || source == null || manifest == null || snapshot == null) {
        throw new IOException("a commit without backup, source, manifest or snapshot");
      }
      return new RunCommit(backup, attempt, source, manifest, snapshot);
    }
  }
}
