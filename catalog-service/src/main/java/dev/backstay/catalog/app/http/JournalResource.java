package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.AccessLog;
import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.api.AuditAnswer;
import dev.backstay.catalog.api.FailureAnswer;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.api.ParkedAnswer;
import dev.backstay.catalog.api.PruneAnswer;
import dev.backstay.catalog.api.VerificationAnswer;
import dev.backstay.catalog.query.Journal;
import dev.backstay.catalog.query.ParkedMessage;
import dev.backstay.catalog.query.VerificationFilter;
import dev.backstay.contract.event.MessageParked;
import dev.backstay.servicekit.event.DeadLetters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** What was done, what failed, and who asked for it. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.VIEWER)
@RunOnVirtualThread
@Tag(name = "Journal", description = "What was proven, what failed, and who asked for what.")
class JournalResource {
  private static final int ACCEPTED = 202;
  private static final int MAX_PARTITION = 1_000_000;

  private final Journal journal;
  private final AccessLog accessLog;
  private final DeadLetters deadLetters;

  JournalResource(Journal journal, AccessLog accessLog, DeadLetters deadLetters) {
    this.journal = journal;
    this.accessLog = accessLog;
    this.deadLetters = deadLetters;
  }

  @GET
  @Path("verifications")
  @Operation(summary = "Verifications that ended, newest first", description = "With evidence.")
  public PageAnswer<VerificationAnswer> verifications(
      @Parameter(description = Described.SOURCE) @QueryParam("source") @Nullable String source,
      @Parameter(description = "Only those of this backup.") @QueryParam("backup")
          @Nullable String backup,
      @Parameter(description = "PROVEN or FAILED.") @QueryParam("result") @Nullable String result,
      @BeanParam PageSelection page) {
    var filter =
        new VerificationFilter(
            Parameters.source(source),
            Parameters.backup(backup),
            Parameters.constant("result", result, VerificationAnswer.Result.class)
                .map(VerificationAnswer.Result.PROVEN::equals));
    return PageAnswer.of(journal.verifications(filter, page.paging()), VerificationAnswer::of);
  }

  @GET
  @Path("failures")
  @Operation(
      summary = "Stages that failed, newest first",
      description = "With cause and remedy, and how the backup stands now.")
  public PageAnswer<FailureAnswer> failures(
      @Parameter(description = Described.SOURCE) @QueryParam("source") @Nullable String source,
      @BeanParam PageSelection page) {
    return PageAnswer.of(
        journal.failures(Parameters.source(source), page.paging()), FailureAnswer::of);
  }

  @GET
  @Path("prunes")
  @Operation(
      summary = "Prunes, newest first",
      description = "What retention let go of, and how far each destination has come.")
  public PageAnswer<PruneAnswer> prunes(@BeanParam PageSelection page) {
    return PageAnswer.of(journal.prunes(page.paging()), PruneAnswer::of);
  }

  @GET
  @Path("audit")
  @Operation(
      summary = "The audit log, newest first",
      description = "Who asked for what with which outcome, who was given access, who was refused.")
  public PageAnswer<AuditAnswer> audit(
      @Parameter(description = "Only what this one asked for.") @QueryParam("actor")
          @Nullable String actor,
      @Parameter(
              description =
                  "BACKUP_REQUESTED, VERIFICATION_REQUESTED, PRUNE_REQUESTED, RESTORE_REQUESTED,"
                      + " TOKEN_CREATED, TOKEN_REVOKED or ACCESS_REFUSED.")
          @QueryParam("action")
          @Nullable String action,
      @BeanParam PageSelection page) {
    return new AuditLog(journal, accessLog)
        .page(
            Parameters.text("actor", actor),
            Parameters.constant("action", action, AuditLog.Action.class),
            page.paging());
  }

  @GET
  @Path("parked")
  @Operation(
      summary = "Messages that were put aside, newest first",
      description = "Each with the reason; its place is how it is replayed.")
  public PageAnswer<ParkedAnswer> parked(@BeanParam PageSelection page) {
    return PageAnswer.of(journal.parked(page.paging()), ParkedAnswer::of);
  }

  @POST
  @Path("parked/{topic}/{partition}/{offset}/replay")
  @RolesAllowed(Role.Names.ADMIN)
  @ResponseStatus(ACCEPTED)
  @Operation(
      summary = "Put a parked message back into its topic",
      description = "As it was; who has handled it already knows it again by its id.")
  @APIResponse(
      responseCode = "202",
      description = "It is in its topic again.",
      content = @Content(schema = @Schema(implementation = ParkedAnswer.class)))
  public ParkedAnswer replay(
      @PathParam("topic") String topic,
      @PathParam("partition") String partition,
      @PathParam("offset") String offset) {
    long place = Parameters.number("partition", partition).orElse(0L);
    if (place > MAX_PARTITION) {
      throw RefusedException.bad("there is no such partition");
    }
    List<ParkedMessage> parked =
        journal.parked(topic, (int) place, Parameters.number("offset", offset).orElse(0L));
    if (parked.isEmpty()) {
      throw RefusedException.unknown(
          "no message of %s/%s/%s was put aside"
              .formatted(Parameters.shown(topic), partition, offset));
    }
    MessageParked message = parked.getFirst().message();
    deadLetters.replay(message);
    return ParkedAnswer.of(parked.getFirst());
  }
}
