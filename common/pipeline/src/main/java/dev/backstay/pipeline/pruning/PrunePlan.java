package dev.backstay.pipeline.pruning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.CheckedRecord;
import dev.backstay.vault.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a prune is to forget. Created once and never changed; plans are ordered by when they were
 * requested.
 *
 * <pre>
 * {"version":1,"prune":"uuid","source":"name","requested":"…",
 *  "forgotten":[{"backup":"uuid","snapshot":"id"},…],"survivor":{"backup":"uuid","snapshot":"id"}}
 * </pre>
 */
record PrunePlan(
    PruneId prune,
    SourceName source,
    Instant requested,
    List<ForgottenBackup> forgotten,
    ForgottenBackup survivor)
    implements Comparable<PrunePlan> {
  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  PrunePlan {
    forgotten = List.copyOf(forgotten);
  }

  static PrunePlan of(PruneRequested request) {
    return new PrunePlan(
        request.prune(),
        request.source(),
        request.requestedAt(),
        request.forgotten(),
        request.survivor());
  }

  /** The snapshots to forget. */
  List<BlobId> snapshots() {
    return forgotten.stream().map(PrunePlan::snapshot).toList();
  }

  /** The snapshot of a backup as the vault names it. */
  static BlobId snapshot(ForgottenBackup backup) {
    return BlobId.parse(backup.snapshot().hex());
  }

  @Override
  public int compareTo(PrunePlan other) {
    int order = requested.compareTo(other.requested);
    return order != 0 ? order : prune.compareTo(other.prune);
  }

  /** The bytes that are stored. */
  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
      json.writeStringField("prune", prune.toString());
      json.writeStringField("source", source.value());
      json.writeStringField("requested", requested.toString());
      json.writeArrayFieldStart("forgotten");
      for (ForgottenBackup backup : forgotten) {
        write(json, backup);
      }
      json.writeEndArray();
      json.writeFieldName("survivor");
      write(json, survivor);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return CheckedRecord.of(bytes.toByteArray());
  }

  private static void write(JsonGenerator json, ForgottenBackup backup) throws IOException {
    json.writeStartObject();
    json.writeStringField("backup", backup.backup().toString());
    json.writeStringField("snapshot", backup.snapshot().hex());
    json.writeEndObject();
  }

  /** Reads what {@link #encode} wrote; unknown fields are skipped. */
  static PrunePlan decode(byte[] bytes) throws IOException {
    var fields = new Fields();
    try (JsonParser json = JSON.createParser(CheckedRecord.open(bytes))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        fields.read(field, json);
      }
      return fields.plan();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ForgottenBackup backup(JsonParser json) throws IOException {
    @Nullable BackupId backup = null;
    @Nullable ObjectHash snapshot = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "backup" -> backup = BackupId.parse(json.getText());
        case "snapshot" -> snapshot = new ObjectHash(json.getText());
        default -> json.skipChildren();
      }
    }
    if (backup == null || snapshot == null) {
      throw new IOException("a backup without id or snapshot");
    }
    return new ForgottenBackup(backup, snapshot);
  }

  /** The fields as they come. */
  private static final class Fields {
    private final List<ForgottenBackup> forgotten = new ArrayList<>();
    private int version;
    private @Nullable PruneId prune;
    private @Nullable SourceName source;
    private @Nullable Instant requested;
    private @Nullable ForgottenBackup survivor;

    void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "version" -> version = json.getIntValue();
        case "prune" -> prune = PruneId.parse(json.getText());
        case "source" -> source = new SourceName(json.getText());
        case "requested" -> requested = Instant.parse(json.getText());
        case "survivor" -> survivor = backup(json);
        case "forgotten" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            forgotten.add(backup(json));
          }
        }
        default -> json.skipChildren();
      }
    }

    PrunePlan plan() throws IOException {
      if (version != VERSION) {
        throw new IOException("a plan of version " + version + ", not " + VERSION);
      }
      if (prune == null || source == null || requested == null || survivor == null) {
        throw new IOException("a plan without prune, source, time or survivor");
      }
      return new PrunePlan(prune, source, requested, forgotten, survivor);
    }
  }
}
