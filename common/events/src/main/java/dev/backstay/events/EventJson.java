package dev.backstay.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.backstay.contract.event.RestoreGoal;
import dev.backstay.contract.event.RestoreRequested;
import java.util.Optional;

/**
 * How the values and records of contract are written as JSON: strictly, and tolerant of additions.
 */
public final class EventJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(ValueForms.module())
          .addMixIn(RestoreRequested.class, WithoutGoal.class)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private EventJson() {}

  /** A request without a goal is written as it was before there were goals. */
  private interface WithoutGoal {
    @SuppressWarnings("UnusedMethod") // read by Jackson
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    Optional<RestoreGoal> goal();
  }

  /** The mapper; it is never reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }
}
