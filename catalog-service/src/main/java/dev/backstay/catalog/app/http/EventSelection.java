package dev.backstay.catalog.app.http;

import dev.backstay.catalog.query.FeedFilter;
import dev.backstay.contract.event.EventType;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which events are asked for. */
class EventSelection {
  @Parameter(
      description =
          "Only those of these types, separated by commas, such as"
              + " dev.backstay.backup.verified.v1.")
  @QueryParam("type")
  @Nullable String type;

  @Parameter(description = "Only those about this: a source, or whatever else an event is about.")
  @QueryParam("subject")
  @Nullable String subject;

  FeedFilter filter() {
    return new FeedFilter(
        Parameters.read("type", type, EventSelection::types).orElse(Set.of()),
        Optional.empty(),
        Parameters.text("subject", subject));
  }

  private static Set<EventType> types(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(name ->
            EventType.named(name)
                .orElseThrow(
                    () -> new IllegalArgumentException("docs/events.md has the types there are")))
        .collect(Collectors.toUnmodifiableSet());
  }
}
