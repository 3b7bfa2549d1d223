package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.api.EventAnswer;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.query.EventFeed;
import dev.backstay.catalog.query.FeedEntry;
import dev.backstay.catalog.query.FeedFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The feed of events: by page, and live. */
@Path("/api/v1/events")
@RolesAllowed(Role.Names.VIEWER)
@RunOnVirtualThread
@Tag(name = "Events", description = "Every fact, in the order in which the catalog learned it.")
class EventsResource {
  private final EventFeed feed;
  private final LiveFeed live;

  EventsResource(EventFeed feed, LiveFeed live) {
    this.feed = feed;
    this.live = live;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Events in the order of their arrival",
      description =
          "Those behind 'after', oldest first; without it the newest ones, oldest of them first."
              + " 'next' is the 'after' of the page behind a full one.")
  public PageAnswer<EventAnswer> events(
      @Parameter(description = "The sequence of an event: those behind it. 0 for all.")
          @QueryParam("after")
          @Nullable String after,
      @BeanParam EventSelection which,
      @BeanParam PageSelection page) {
    FeedFilter filter = which.filter();
    int limit = Parameters.limit(page.limit);
    Optional<Long> from =
        Parameters.number("cursor", page.cursor).or(() -> Parameters.number("after", after));
    List<FeedEntry> found =
        from.map(sequence -> after(sequence, filter, limit))
            .orElseGet(() -> feed.last(filter, limit));
    boolean full = from.isPresent() && found.size() == limit;
    return new PageAnswer<>(
        found.stream().map(EventAnswer::of).toList(),
        full ? Optional.of(Long.toString(found.getLast().sequence())) : Optional.empty());
  }

  /** Numbers higher than any are of a database that was lost: then everything is new. */
  private List<FeedEntry> after(long sequence, FeedFilter filter, int limit) {
    List<FeedEntry> found = feed.after(sequence, filter, limit);
    return found.isEmpty() && sequence > feed.newest() ? feed.after(0, filter, limit) : found;
  }

  @GET
  @Path("stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      summary = "Events as they come",
      description =
          "Server-sent events: the id is the sequence, the data the CloudEvent. Whoever comes back"
              + " with Last-Event-ID misses none; with one that was never given, as after the loss"
              + " of the catalog's database, everything comes again. Comments keep the line alive;"
              + " after an hour the server ends it, and clients come back by themselves.")
  @APIResponse(
      responseCode = "200",
      description = "Events without an end.",
      content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
  public void eventStream(
      @Parameter(description = "The id of the last event that was seen; from now on without it.")
          @HeaderParam("Last-Event-ID")
          @Nullable String lastEventId,
      @BeanParam EventSelection which,
      @Parameter(hidden = true) @Context SseEventSink sink,
      @Parameter(hidden = true) @Context Sse sse) {
    live.follow(Parameters.number("Last-Event-ID", lastEventId), which.filter(), sink, sse);
  }
}
