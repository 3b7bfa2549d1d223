package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.api.Asked;
import dev.backstay.catalog.api.PruneAccepted;
import dev.backstay.catalog.api.RetentionAnswer;
import dev.backstay.catalog.retention.Retention;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What retention keeps, and the request to let go of the rest. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.VIEWER)
@RunOnVirtualThread
@Tag(name = "Retention", description = "Which backups stay, which go, and why.")
class RetentionResource {
  private final Retention retention;
  private final Protected policy;
  private final SecurityIdentity caller;

  RetentionResource(Retention retention, Protected policy, SecurityIdentity caller) {
    this.retention = retention;
    this.policy = policy;
    this.caller = caller;
  }

  @GET
  @Path("retention/{source}")
  @Operation(
      summary = "What retention would keep and remove now",
      description = "A dry run: every backup of the source with each reason. Nothing is changed.")
  public RetentionAnswer retention(@PathParam("source") String source) {
    return RetentionAnswer.of(retention.view(source(source)));
  }

  @POST
  @Path("prunes")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.Names.ADMIN)
  @Operation(
      summary = "Let go of what retention does not keep",
      description =
          "With dryRun, or without saying so, only tells what would go. Never the last verified"
              + " backup of a series: each prune names the proven one that must survive it.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Asked.Prune.class)))
  @APIResponse(
      responseCode = "200",
      description = "A dry run: the plan.",
      content = @Content(schema = @Schema(implementation = RetentionAnswer.class)))
  @APIResponse(
      responseCode = "202",
      description = "Asked for; 'prune' is null when retention keeps everything.",
      content = @Content(schema = @Schema(implementation = PruneAccepted.class)))
  public Response requestPrune(
      @Parameter(description = Described.KEY) @HeaderParam("Idempotency-Key") @Nullable String key,
      @Nullable String body) {
    Asked.Prune asked = Bodies.read(body, Asked.Prune.class);
    Source source = source(asked.source());
    if (asked.dryRun().orElse(true)) {
      return Response.ok(RetentionAnswer.of(retention.view(source))).build();
    }
    return Response.accepted(
            PruneAccepted.of(
                source.name().value(),
                retention.ask(source, Bodies.key(key).value(), caller.getPrincipal().getName())))
        .build();
  }

  private Source source(String name) {
    return policy.source(Parameters.must("source", name, SourceName::new));
  }
}
