package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.api.AcceptedAnswer;
import dev.backstay.catalog.api.Asked;
import dev.backstay.catalog.api.BackupAnswer;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.api.RestorePointAnswer;
import dev.backstay.catalog.api.StepAnswer;
import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.request.Requests;
import dev.backstay.catalog.request.Wish;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.SourceName;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Backups: listed, looked at, asked for. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.VIEWER)
@RunOnVirtualThread
@Tag(name = "Backups", description = "What was backed up, where it is, and how far it is proven.")
class BackupsResource {
  private static final int ACCEPTED = 202;

  private final Backups backups;
  private final Requests requests;
  private final Protected policy;
  private final SecurityIdentity caller;

  BackupsResource(Backups backups, Requests requests, Protected policy, SecurityIdentity caller) {
    this.backups = backups;
    this.requests = requests;
    this.policy = policy;
    this.caller = caller;
  }

  @GET
  @Path("backups")
  @Operation(
      summary = "Backups, newest first",
      description = "Those that every given parameter fits, with their state at each destination.")
  public PageAnswer<BackupAnswer> backups(
      @BeanParam BackupSelection which, @BeanParam PageSelection page) {
    return PageAnswer.of(backups.records(which.filter(), page.paging()), BackupAnswer::of);
  }

  @GET
  @Path("backups/{id}")
  @Operation(summary = "One backup")
  public BackupAnswer backup(@PathParam("id") String id) {
    return BackupAnswer.of(known(id));
  }

  @GET
  @Path("backups/{id}/timeline")
  @Operation(summary = "What happened to a backup, oldest first")
  public PageAnswer<StepAnswer> timeline(@PathParam("id") String id) {
    BackupRecord backup = known(id);
    return PageAnswer.whole(
        backups.timeline(backup.backup()).stream().map(StepAnswer::of).toList());
  }

  private BackupRecord known(String id) {
    BackupId backup = Parameters.must("id", id, BackupId::parse);
    return backups
        .one(backup)
        .orElseThrow(() -> RefusedException.unknown("there is no backup " + backup));
  }

  @GET
  @Path("restore-points")
  @Operation(
      summary = "Instants that can be restored, newest first",
      description = "A catalog rebuilt from the vaults alone gives the same ones.")
  public PageAnswer<RestorePointAnswer> restorePoints(
      @Parameter(description = Described.SOURCE) @QueryParam("source") @Nullable String source,
      @Parameter(description = "Only those that this destination holds.") @QueryParam("destination")
          @Nullable String destination,
      @BeanParam PageSelection page) {
    BackupFilter all = BackupFilter.ALL;
    var filter =
        new BackupFilter(
            Parameters.source(source),
            all.kind(),
            all.state(),
            Parameters.destination(destination),
            all.tag(),
            all.captured());
    return PageAnswer.of(backups.restorePoints(filter, page.paging()), RestorePointAnswer::of);
  }

  @POST
  @Path("backups")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.Names.OPERATOR)
  @ResponseStatus(ACCEPTED)
  @Operation(
      summary = "Ask for a backup now",
      description = "Answers when the request is durable; its timeline tells what becomes of it.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Asked.Backup.class)))
  @APIResponse(
      responseCode = "202",
      description = "Asked for, durably.",
      content = @Content(schema = @Schema(implementation = AcceptedAnswer.class)))
  public AcceptedAnswer requestBackup(
      @Parameter(description = Described.KEY) @HeaderParam("Idempotency-Key") @Nullable String key,
      @Nullable String body) {
    Asked.Backup asked = Bodies.read(body, Asked.Backup.class);
    SourceName source = Parameters.must("source", asked.source(), SourceName::new);
    var wish =
        new Wish.ForBackup(policy.source(source), asked.kind(), asked.tags().orElse(List.of()));
    return AcceptedAnswer.of(
        requests.backup(wish, Bodies.key(key), caller.getPrincipal().getName()));
  }

  @POST
  @Path("verifications")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.Names.OPERATOR)
  @ResponseStatus(ACCEPTED)
  @Operation(
      summary = "Ask to prove a backup again",
      description = "At one destination, or wherever it is.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Asked.Proof.class)))
  @APIResponse(
      responseCode = "202",
      description = "Asked for, durably.",
      content = @Content(schema = @Schema(implementation = AcceptedAnswer.class)))
  public AcceptedAnswer requestVerification(
      @Parameter(description = Described.KEY) @HeaderParam("Idempotency-Key") @Nullable String key,
      @Nullable String body) {
    Asked.Proof asked = Bodies.read(body, Asked.Proof.class);
    BackupRecord backup = known(asked.backup());
    var wish =
        new Wish.ForProof(
            backup.backup(),
            asked.destination().flatMap(name -> Parameters.destination(name)),
            asked.level());
    return AcceptedAnswer.of(
        requests.proof(
            wish,
            policy.usualLevel(backup.source()),
            Bodies.key(key),
            caller.getPrincipal().getName()));
  }
}
