package dev.backstay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.EventType;
import dev.backstay.contract.event.TraceContext;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Events as CloudEvents 1.0 in structured JSON. Reads whatever any released version wrote; refuses,
 * with a reason that can be shown to whoever wrote it, everything else.
 */
public final class EventCodec {
  /** What is in the record's {@code content-type} header. */
  public static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";

  /** Below what brokers take by default; the largest event of ours has a few thousand names. */
  public static final int MAX_BYTES = 900_000;

  private static final int MAX_SHOWN = 120;
  private static final String SPEC_VERSION = "1.0";
  private static final ObjectMapper MAPPER = EventJson.mapper();

  private EventCodec() {}

  /** Writes an event. */
  public static byte[] encode(Event<?> event) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("specversion", SPEC_VERSION);
    json.put("id", event.id().toString());
    json.put("source", event.producer());
    json.put("type", event.type().wireName());
    json.put("subject", event.data().subject());
    json.put("time", event.time().toString());
    json.put("datacontenttype", "application/json");
    json.put("dataschema", EventSchemas.id(event.type()));
    json.put("traceparent", event.trace().traceparent());
    event.cause().ifPresent(cause -> json.put("causationid", cause.toString()));
    event.actor().ifPresent(actor -> json.put("actor", actor));
    json.set("data", MAPPER.valueToTree(event.data()));
    byte[] bytes;
    try {
      bytes = MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new BackstayException(
          ErrorCode.EVENT_MALFORMED,
          "the event %s of type %s has %d bytes, more than %d; it was not sent"
              .formatted(event.id(), event.type().wireName(), bytes.length, MAX_BYTES));
    }
    return bytes;
  }

  /** Reads an event. */
  public static Event<?> decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw malformed("it has " + bytes.length + " bytes, more than " + MAX_BYTES, null);
    }
    JsonNode json = parse(bytes);
    if (!json.isObject()) {
      throw malformed("it is not a JSON object", null);
    }
    if (!text(json, "specversion").equals(SPEC_VERSION)) {
      throw unknown("CloudEvents " + text(json, "specversion"));
    }
    String wireName = text(json, "type");
    EventType type = EventType.named(wireName).orElseThrow(() -> unknown("type " + wireName));
    return envelope(json, payload(json, type));
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw malformed("it is not JSON", e);
    }
  }

  private static Event<BackstayEvent> envelope(JsonNode json, BackstayEvent data) {
    try {
      EventId id = EventId.parse(text(json, "id"));
      Event<BackstayEvent> event =
          new Event<>(
              id,
              text(json, "source"),
              Instant.parse(text(json, "time")),
              optional(json, "traceparent")
                  .flatMap(TraceContext::parse)
                  .orElseGet(() -> TraceContext.of(id, data)),
              optional(json, "causationid").map(EventId::parse),
              optional(json, "actor"),
              data);
      if (!text(json, "subject").equals(data.subject())) {
        throw malformed("its subject is not what its data is about", null);
      }
      return event;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw malformed(shortened(String.valueOf(e.getMessage())), e);
    }
  }

  private static BackstayEvent payload(JsonNode json, EventType type) {
    JsonNode data = json.path("data");
    RecordShape.of(type.payload())
        .missing(data)
        .ifPresent(missing -> {
          throw malformed("data" + missing + " is missing", null);
        });
    try {
      return MAPPER.treeToValue(data, type.payload());
    } catch (MismatchedInputException e) {
      throw malformed("data%s is not valid".formatted(path(e)), e);
    } catch (JsonProcessingException e) {
      throw malformed("its data is not valid", e);
    }
  }

  private static String path(JsonMappingException failure) {
    var path = new StringBuilder();
    for (JsonMappingException.Reference step : failure.getPath()) {
      path.append(
          step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
    }
    return path.toString();
  }

  private static String text(JsonNode json, String name) {
    return optional(json, name)
        .orElseThrow(
            () -> malformed("its attribute '%s' is missing or no text".formatted(name), null));
  }

  private static Optional<String> optional(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  private static BackstayException malformed(
      String reason, @org.jspecify.annotations.Nullable Throwable cause) {
    return new BackstayException(
        ErrorCode.EVENT_MALFORMED, "a message is no event of Backstay: " + reason, cause);
  }

  private static BackstayException unknown(String what) {
    return new BackstayException(
        ErrorCode.EVENT_UNKNOWN,
        "a message has the %s, which this version does not know".formatted(shortened(what)));
  }

  /** What strangers wrote is shown, but not at any length. */
  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
