package dev.backstay.catalog.app.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.backstay.catalog.projection.ProjectedState;
import dev.backstay.events.EventJson;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** States as the JSON of their rows. */
final class StateJson {
  private static final Map<Class<?>, ObjectReader> READERS = new ConcurrentHashMap<>();
  private static final Map<Class<?>, ObjectWriter> WRITERS = new ConcurrentHashMap<>();

  private StateJson() {}

  static String write(ProjectedState state) {
    try {
      return WRITERS
          .computeIfAbsent(state.getClass(), type -> EventJson.mapper().writerFor(type))
          .writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
  }

  static <T extends ProjectedState> T read(String json, Class<T> type) {
    try {
      return READERS
          .computeIfAbsent(type, each -> EventJson.mapper().readerFor(each))
          .readValue(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "a row of another version: rebuild the catalog from the topics", e);
    }
  }
}
