package dev.backstay.catalog.app.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.backstay.catalog.api.Asked;
import dev.backstay.catalog.request.IdempotencyKey;
import dev.backstay.events.EventJson;
import java.security.SecureRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads bodies strictly: what is not understood is refused, never passed over. */
final class Bodies {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Bodies() {}

  static <T extends Asked> T read(@Nullable String body, Class<T> type) {
    if (body == null || body.isBlank()) {
      throw RefusedException.bad("the body is missing: it is a JSON object");
    }
    try {
      T asked =
          EventJson.mapper()
              .readerFor(type)
              .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
              .readValue(body);
      if (asked == null) {
        throw RefusedException.bad("the body is not a JSON object");
      }
      return asked;
    } catch (UnrecognizedPropertyException e) {
      throw RefusedException.bad(
          "the body has an unknown field '%s'; known are %s"
              .formatted(
                  Parameters.shown(e.getPropertyName()),
                  e.getKnownPropertyIds().stream()
                      .map(String::valueOf)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    } catch (InvalidFormatException e) {
      throw RefusedException.bad(
          "the body's field '%s' cannot be '%s'"
              .formatted(path(e), Parameters.shown(String.valueOf(e.getValue()))));
    } catch (JsonMappingException e) {
      throw RefusedException.bad(
          e.getPath().isEmpty()
              ? "the body is not the JSON object that is asked for"
              : "the body's field '%s' is missing or of the wrong kind".formatted(path(e)));
    } catch (JsonProcessingException e) {
      throw RefusedException.bad("the body is not JSON");
    }
  }

  private static String path(JsonMappingException failure) {
    return failure.getPath().stream()
        .map(step -> String.valueOf(step.getFieldName()))
        .collect(Collectors.joining("."));
  }

  /** The key that a caller chose, or a new one. */
  static IdempotencyKey key(@Nullable String header) {
    return Parameters.read("Idempotency-Key", header, IdempotencyKey::new)
        .orElseGet(() -> IdempotencyKey.random(RANDOM));
  }
}
