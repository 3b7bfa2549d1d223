package dev.backstay.pipeline.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.engine.postgres.physical.Tablespace;
import dev.backstay.pipeline.postgres.PhysicalDescription.BadPage;
import dev.backstay.pipeline.postgres.PhysicalDescription.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON of {@link PhysicalDescription}. */
final class PhysicalDescriptionJson {
  private static final int FORMAT = 1;
  private static final String KIND = "postgres-physical";
  private static final JsonFactory JSON = new JsonFactory();

  private PhysicalDescriptionJson() {}

  static byte[] encode(PhysicalDescription description) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes).useDefaultPrettyPrinter()) {
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("kind", KIND);
      write(json, description.server(), description.span());
      json.writeArrayFieldStart("tablespaces");
      for (Tablespace tablespace : description.tablespaces()) {
        json.writeStartObject();
        json.writeNumberField("oid", tablespace.oid());
        json.writeStringField("name", tablespace.name());
        json.writeStringField("location", tablespace.location());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("badPages");
      for (BadPage page : description.badPages()) {
        json.writeStartObject();
        json.writeStringField("path", page.path());
        json.writeNumberField("offset", page.offset());
        json.writeNumberField("block", page.block());
        if (!page.relation().isEmpty()) {
          json.writeStringField("relation", page.relation());
        }
        if (page.lastGood().isPresent()) {
          json.writeStringField("lastGood", page.lastGood().get());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("moreBadPages", description.moreBadPages());
      json.writeStringField("changedBy", description.changedBy().word());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, ServerFacts server, Span span) throws IOException {
    json.writeStringField("system", server.system().toString());
    json.writeNumberField("version", server.version());
    json.writeNumberField("timeline", Integer.toUnsignedLong(span.timeline()));
    json.writeBooleanField("standby", server.inRecovery());
    json.writeStringField("startLsn", span.start().toString());
    json.writeStringField("stopLsn", span.stop().toString());
    json.writeStringField("startTime", span.startTime().toString());
    json.writeStringField("stopTime", span.stopTime().toString());
    json.writeBooleanField("checksums", server.checksums());
    json.writeNumberField("blockBytes", server.blockBytes());
    json.writeNumberField("walSegmentBytes", server.walSegmentBytes());
    json.writeObjectFieldStart("settings");
    for (Map.Entry<String, String> setting : new TreeMap<>(server.settings()).entrySet()) {
      json.writeStringField(setting.getKey(), setting.getValue());
    }
    json.writeEndObject();
  }

  static PhysicalDescription decode(byte[] bytes) throws IOException {
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
      return fields.description();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The fields as they come. */
  private static final class Fields {
    private final Map<String, String> texts = new HashMap<>();
    private Map<String, String> settings = Map.of();
    private final List<Tablespace> tablespaces = new ArrayList<>();
    private final List<BadPage> badPages = new ArrayList<>();

    void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "settings" -> settings = object(json);
        case "tablespaces" -> objects(json).forEach(each -> tablespaces.add(tablespace(each)));
        case "badPages" -> objects(json).forEach(each -> badPages.add(badPage(each)));
        default -> {
          if (json.currentToken().isScalarValue()) {
            texts.put(field, json.getText());
          } else {
            json.skipChildren();
          }
        }
      }
    }

    PhysicalDescription description() throws IOException {
      if (!text("kind").equals(KIND) || !text("format").equals(Integer.toString(FORMAT))) {
        throw new IOException(
            "it describes a %s of format %s, not a %s of format %d"
                .formatted(text("kind"), text("format"), KIND, FORMAT));
      }
      int timeline = Integer.parseUnsignedInt(text("timeline"));
      var server =
          new ServerFacts(
              SystemId.parse(text("system")),
              Integer.parseInt(text("version")),
              timeline,
              Boolean.parseBoolean(texts.getOrDefault("standby", "false")),
              Integer.parseInt(text("blockBytes")),
              Integer.parseInt(text("walSegmentBytes")),
              Boolean.parseBoolean(text("checksums")),
              settings);
      var span =
          new Span(
              timeline,
              Lsn.parse(text("startLsn")),
              Lsn.parse(text("stopLsn")),
              Instant.parse(text("startTime")),
              Instant.parse(text("stopTime")));
      String changedBy = text("changedBy");
      return new PhysicalDescription(
          server,
          span,
          tablespaces,
          badPages,
          Long.parseLong(texts.getOrDefault("moreBadPages", "0")),
          ChangedBy.of(changedBy)
              .orElseThrow(() -> new IOException("unknown changedBy '" + changedBy + "'")));
    }

    private String text(String field) throws IOException {
      return required(texts, field);
    }

    private static String required(Map<String, String> texts, String field) throws IOException {
      String text = texts.get(field);
      if (text == null) {
        throw new IOException("the field " + field + " is missing");
      }
      return text;
    }

    private static Tablespace tablespace(Map<String, String> fields) {
      return new Tablespace(
          Long.parseLong(fields.getOrDefault("oid", "")),
          fields.getOrDefault("name", ""),
          fields.getOrDefault("location", ""));
    }

    private static BadPage badPage(Map<String, String> fields) {
      @Nullable String lastGood = fields.get("lastGood");
      return new BadPage(
          fields.getOrDefault("path", ""),
          Long.parseLong(fields.getOrDefault("offset", "")),
          Long.parseLong(fields.getOrDefault("block", "")),
          fields.getOrDefault("relation", ""),
          Optional.ofNullable(lastGood));
    }

    private static List<Map<String, String>> objects(JsonParser json) throws IOException {
      List<Map<String, String>> objects = new ArrayList<>();
      if (json.currentToken() != JsonToken.START_ARRAY) {
        throw new IOException("not a list");
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        objects.add(object(json));
      }
      return objects;
    }

    private static Map<String, String> object(JsonParser json) throws IOException {
      Map<String, String> fields = new HashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        if (json.nextToken().isScalarValue()) {
          fields.put(field, json.getText());
        } else {
          json.skipChildren();
        }
      }
      return fields;
    }
  }
}
