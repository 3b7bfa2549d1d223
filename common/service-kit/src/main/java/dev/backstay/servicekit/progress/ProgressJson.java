package dev.backstay.servicekit.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Progress as JSON, between processes that may have different versions. */
public final class ProgressJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ProgressJson() {}

  public static String write(LiveProgress progress) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("backup", progress.backup().toString());
    json.put("source", progress.source().value());
    json.put("stage", progress.stage().name());
    progress.destination().ifPresent(place -> json.put("destination", place.value()));
    json.put("items", progress.amount().items());
    json.put("bytes", progress.amount().bytes());
    json.put("totalBytes", progress.amount().totalBytes());
    json.put("startedAt", progress.startedAt().toString());
    json.put("note", progress.note());
    json.put("at", progress.at().toString());
    return json.toString();
  }

  /** Empty for what another version wrote in a way that this one does not understand. */
  public static Optional<LiveProgress> read(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return Optional.of(
          new LiveProgress(
              BackupId.parse(json.path("backup").asText()),
              new SourceName(json.path("source").asText()),
              Stage.valueOf(json.path("stage").asText()),
              Optional.ofNullable(json.path("destination").textValue()).map(DestinationName::new),
              new LiveProgress.Amount(
                  json.path("items").asLong(),
                  json.path("bytes").asLong(),
                  json.path("totalBytes").asLong()),
              Instant.parse(json.path("startedAt").asText()),
              json.path("note").asText(),
              Instant.parse(json.path("at").asText())));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
