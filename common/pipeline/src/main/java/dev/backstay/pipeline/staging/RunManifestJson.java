package dev.backstay.pipeline.staging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.RunManifest.StagedObject;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.vault.BlobId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a manifest.
 *
 * <pre>
 * {"version":1,"backup":"uuid","attempt":1,"source":"name",
 *  "snapshot":{"id":"…","length":1},"indexes":[{"id":"…","length":1},…],
 *  "packs":[{"id":"…","length":1,"kind":"data"|"tree"},…],"base":["id",…],
 *  "facts":{"kind":"full"|"incremental"|"logical"|"schema","started":"…","completed":"…",
 *           "hostname":"…","tags":["…",…],
 *           "figures":{"files":1,"bytes_processed":1,"bytes_read":1,"bytes_new":1,
 *                      "bytes_stored":1,"packs_sealed":1,"problems":0}}}
 * </pre>
 */
final class RunManifestJson {
  private static final JsonFactory JSON = new JsonFactory();

  private RunManifestJson() {}

  static byte[] encode(RunManifest manifest) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", RunEnd.VERSION);
      json.writeStringField("backup", manifest.backup().toString());
      json.writeNumberField("attempt", manifest.attempt());
      json.writeStringField("source", manifest.source().value());
      json.writeFieldName("snapshot");
      write(json, manifest.snapshot());
      json.writeArrayFieldStart("indexes");
      for (StagedObject index : manifest.indexes()) {
        write(json, index);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("packs");
      for (StagedPack pack : manifest.packs()) {
        json.writeStartObject();
        json.writeStringField("id", pack.id().hex());
        json.writeNumberField("length", pack.length());
        json.writeStringField("kind", word(pack.content()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("base");
      for (BlobId index : manifest.base()) {
        json.writeString(index.hex());
      }
      json.writeEndArray();
      json.writeFieldName("facts");
      write(json, manifest.facts());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, StagedObject object) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", object.id().hex());
    json.writeNumberField("length", object.length());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, RunFacts facts) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", word(facts.kind()));
    json.writeStringField("started", facts.startedAt().toString());
    json.writeStringField("completed", facts.completedAt().toString());
    json.writeStringField("hostname", facts.hostname());
    json.writeArrayFieldStart("tags");
    for (String tag : facts.tags()) {
      json.writeString(tag);
    }
    json.writeEndArray();
    DumpFigures figures = facts.figures();
    json.writeObjectFieldStart("figures");
    json.writeNumberField("files", figures.files());
    json.writeNumberField("bytes_processed", figures.bytesProcessed());
    json.writeNumberField("bytes_read", figures.bytesRead());
    json.writeNumberField("bytes_new", figures.bytesNew());
    json.writeNumberField("bytes_stored", figures.bytesStored());
    json.writeNumberField("packs_sealed", figures.packsSealed());
    json.writeNumberField("problems", figures.problems());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String word(PackContent content) {
    return switch (content) {
      case DATA -> "data";
      case TREE -> "tree";
    };
  }

  private static PackContent content(String word) {
    return switch (word) {
      case "data" -> PackContent.DATA;
      case "tree" -> PackContent.TREE;
      default -> throw new IllegalArgumentException("unknown kind of pack '" + word + "'");
    };
  }

  private static String word(BackupKind kind) {
    return switch (kind) {
      case FULL -> "full";
      case INCREMENTAL -> "incremental";
      case LOGICAL -> "logical";
      case SCHEMA -> "schema";
      case WAL -> "wal";
    };
  }

  private static BackupKind kind(String word) {
    return switch (word) {
      case "full" -> BackupKind.FULL;
      case "incremental" -> BackupKind.INCREMENTAL;
      case "logical" -> BackupKind.LOGICAL;
      case "schema" -> BackupKind.SCHEMA;
      case "wal" -> BackupKind.WAL;
      default -> throw new IllegalArgumentException("unknown kind of backup '" + word + "'");
    };
  }

  static RunManifest decode(byte[] bytes) throws IOException {
    var fields = new Fields();
    try (JsonParser json = JSON.createParser(bytes)) {
      require(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        fields.read(field, json);
      }
      return fields.manifest();
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
    private @Nullable StagedObject snapshot;
    private List<StagedObject> indexes = List.of();
    private List<StagedPack> packs = List.of();
    private List<BlobId> base = List.of();
    private @Nullable RunFacts facts;

    void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "version" -> version = json.getIntValue();
        case "backup" -> backup = BackupId.parse(json.getText());
        case "attempt" -> attempt = json.getIntValue();
        case "source" -> source = new SourceName(json.getText());
        case "snapshot" -> snapshot = object(json);
        case "indexes" -> indexes = list(json, RunManifestJson::object);
        case "packs" -> packs = list(json, RunManifestJson::pack);
        case "base" -> base = list(json, parser -> BlobId.parse(parser.getText()));
        case "facts" -> facts = facts(json);
        default -> json.skipChildren();
      }
    }

    RunManifest manifest() throws IOException {
      if (version != RunEnd.VERSION) {
        throw new IOException(
            "a manifest of version %d, not %d".formatted(version, RunEnd.VERSION));
      }
      if (backup == null || source == null || snapshot == null || facts == null) {
        throw new IOException("a manifest without backup, source, snapshot or facts");
      }
      return new RunManifest(backup, attempt, source, snapshot, indexes, packs, base, facts);
    }
  }

  private static StagedObject object(JsonParser json) throws IOException {
    Flat object = Flat.read(json);
    return new StagedObject(BlobId.parse(object.text("id")), object.number("length"));
  }

  private static StagedPack pack(JsonParser json) throws IOException {
    Flat pack = Flat.read(json);
    return new StagedPack(
        BlobId.parse(pack.text("id")), pack.number("length"), content(pack.text("kind")));
  }

  private static RunFacts facts(JsonParser json) throws IOException {
    Flat facts = new Flat();
    List<String> tags = List.of();
    Flat figures = new Flat();
    require(json.currentToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "tags" -> tags = list(json, JsonParser::getText);
        case "figures" -> figures = Flat.read(json);
        default -> facts.add(field, json);
      }
    }
    return new RunFacts(
        kind(facts.text("kind")),
        Instant.parse(facts.text("started")),
        Instant.parse(facts.text("completed")),
        facts.text("hostname"),
        tags,
        new DumpFigures(
            figures.number("files"),
            figures.number("bytes_processed"),
            figures.number("bytes_read"),
            figures.number("bytes_new"),
            figures.number("bytes_stored"),
            figures.number("packs_sealed"),
            figures.number("problems")));
  }

  /** The plain fields of one object, by name. */
  private static final class Flat {
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();

    static Flat read(JsonParser json) throws IOException {
      Flat flat = new Flat();
      require(json.currentToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        flat.add(field, json);
      }
      return flat;
    }

    void add(String field, JsonParser json) throws IOException {
      switch (json.currentToken()) {
        case VALUE_STRING -> texts.put(field, json.getText());
        case VALUE_NUMBER_INT -> numbers.put(field, json.getLongValue());
        default -> json.skipChildren();
      }
    }

    String text(String field) throws IOException {
      String text = texts.get(field);
      if (text == null) {
        throw new IOException("the text '" + field + "' is missing");
      }
      return text;
    }

    long number(String field) throws IOException {
      Long number = numbers.get(field);
      if (number == null) {
        throw new IOException("the number '" + field + "' is missing");
      }
      return number;
    }
  }

  /** Reads one element of a list. */
  @FunctionalInterface
  private interface Element<T> {
    T read(JsonParser json) throws IOException;
  }

  private static <T> List<T> list(JsonParser json, Element<T> element) throws IOException {
    require(json.currentToken(), JsonToken.START_ARRAY);
    List<T> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(element.read(json));
    }
    return list;
  }

  private static void require(@Nullable JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("found %s where %s belongs".formatted(found, wanted));
    }
  }
}
