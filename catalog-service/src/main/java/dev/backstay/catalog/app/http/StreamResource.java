package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.api.AlarmAnswer;
import dev.backstay.catalog.api.GapAnswer;
import dev.backstay.catalog.api.IntervalAnswer;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.api.StreamAnswer;
import dev.backstay.catalog.interval.Hole;
import dev.backstay.catalog.interval.Interval;
import dev.backstay.catalog.interval.Recoverable;
import dev.backstay.catalog.platform.Platform;
import dev.backstay.catalog.query.AlarmFilter;
import dev.backstay.catalog.query.Cursor;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.Page;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Continuous captures: how they stand, what can be recovered by them, and what is missing. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.VIEWER)
@RunOnVirtualThread
@Tag(name = "Streams", description = "What is captured all the time, and to where it leads back.")
class StreamResource {
  private final Platform platform;
  private final Journal journal;

  StreamResource(Platform platform, Journal journal) {
    this.platform = platform;
    this.journal = journal;
  }

  @GET
  @Path("sources/{name}/stream")
  @Operation(
      summary = "How the continuous capture of a source stands",
      description =
          "How far each destination holds it, how much would be lost now, and the alarms that are"
              + " not over.")
  public StreamAnswer stream(@PathParam("name") String name) {
    SourceName source = source(name);
    return platform.stream(source).orElseThrow(() -> unknown(source));
  }

  @GET
  @Path("sources/{name}/intervals")
  @Operation(
      summary = "Instants a source can be recovered to, newest first",
      description =
          "Ranges of instants, at each destination and on each timeline. A catalog rebuilt from the"
              + " vaults alone gives the same ones, up to the newest roll-up.")
  public PageAnswer<IntervalAnswer> intervals(
      @PathParam("name") String name,
      @Parameter(description = "Only those from this destination.") @QueryParam("destination")
          @Nullable String destination,
      @BeanParam PageSelection page) {
    Optional<DestinationName> place = Parameters.destination(destination);
    Page<Interval> intervals =
        Slices.of(
            recoverable(name).intervals().stream()
                .filter(each -> place.filter(at -> !at.equals(each.destination())).isEmpty())
                .toList(),
            interval -> new Cursor(interval.until(), interval.id()),
            page.paging());
    return PageAnswer.of(intervals, IntervalAnswer::of);
  }

  @GET
  @Path("sources/{name}/gaps")
  @Operation(
      summary = "What is missing of a source's stream, newest first",
      description = "Pieces that were never captured, and such as only one destination lacks.")
  public PageAnswer<GapAnswer> gaps(
      @PathParam("name") String name,
      @Parameter(description = "Only those that concern this destination.")
          @QueryParam("destination")
          @Nullable String destination,
      @BeanParam PageSelection page) {
    Optional<DestinationName> place = Parameters.destination(destination);
    Page<Hole> holes =
        Slices.of(
            recoverable(name).holes().stream()
                .filter(hole ->
                    place.isEmpty()
                        || hole.destination().isEmpty()
                        || hole.destination().equals(place))
                .toList(),
            hole -> new Cursor(hole.after(), hole.id()),
            page.paging());
    return PageAnswer.of(holes, GapAnswer::of);
  }

  @GET
  @Path("alarms")
  @Operation(
      summary = "Alarms about continuous captures, newest first",
      description = "Each when it was raised and when it was cleared, with what to do.")
  public PageAnswer<AlarmAnswer> alarms(
      @Parameter(description = Described.SOURCE) @QueryParam("source") @Nullable String source,
      @Parameter(description = "RAISED or CLEARED; both when left out.") @QueryParam("state")
          @Nullable String state,
      @BeanParam PageSelection page) {
    var filter =
        new AlarmFilter(
            Parameters.source(source),
            Parameters.constant("state", state, AlarmState.class).map(AlarmState.RAISED::equals));
    return PageAnswer.of(journal.alarms(filter, page.paging()), AlarmAnswer::of);
  }

  /** What an alarm tells. */
  enum AlarmState {
    RAISED,
    CLEARED
  }

  private Recoverable recoverable(String name) {
    SourceName source = source(name);
    return platform.recoverable(source).orElseThrow(() -> unknown(source));
  }

  private static SourceName source(String name) {
    return Parameters.must("name", name, SourceName::new);
  }

  private static RefusedException unknown(SourceName source) {
    return RefusedException.unknown("there is no source '%s'".formatted(source));
  }
}
