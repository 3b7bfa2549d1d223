package dev.backstay.catalog.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.events.EventJson;
import java.util.Map;

/**
 * An event in the feed.
 *
 * @param sequence its place; grows, and differs after a rebuild of the catalog
 * @param event the CloudEvent as it travelled
 */
public record EventAnswer(long sequence, Map<String, Object> event) {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  public static EventAnswer of(FeedEntry entry) {
    try {
      return new EventAnswer(entry.sequence(), EventJson.mapper().readValue(entry.json(), OBJECT));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("events are kept after they were read", e);
    }
  }
}
