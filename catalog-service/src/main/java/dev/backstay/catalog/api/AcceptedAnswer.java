package dev.backstay.catalog.api;

import dev.backstay.catalog.request.Requests.Asked;
import dev.backstay.contract.event.EventId;
import java.util.List;

/**
 * A backup or a proof of one was asked for.
 *
 * @param event the first of {@code events}
 * @param events that say so, one for each destination of a proof
 */
public record AcceptedAnswer(String backup, String event, List<String> events) {
  public static AcceptedAnswer of(Asked asked) {
    List<String> events = asked.events().stream().map(EventId::toString).toList();
    return new AcceptedAnswer(asked.backup().toString(), events.getFirst(), events);
  }
}
