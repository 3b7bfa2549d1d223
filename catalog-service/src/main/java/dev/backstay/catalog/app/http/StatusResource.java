package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.api.DestinationAnswer;
import dev.backstay.catalog.api.ObjectiveAnswer;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.api.RunningAnswer;
import dev.backstay.catalog.api.SourceAnswer;
import dev.backstay.catalog.api.StatusAnswer;
import dev.backstay.catalog.platform.LiveWork;
import dev.backstay.catalog.platform.Platform;
import dev.backstay.catalog.platform.PolicyTree;
import dev.backstay.contract.policy.SourceName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the platform is, and what it is told to do. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.VIEWER)
@RunOnVirtualThread
@Tag(name = "Platform", description = "How everything is, and what is promised.")
class StatusResource {
  private final Platform platform;
  private final LiveWork live;
  private final Protected policy;
  private final String version;

  StatusResource(
      Platform platform,
      LiveWork live,
      Protected policy,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.platform = platform;
    this.live = live;
    this.policy = policy;
    this.version = version;
  }

  @GET
  @Path("status")
  @Operation(
      summary = "How everything is",
      description =
          "OK, WARNING or CRITICAL with every reason, each source, each destination, the work that"
              + " goes on and the schedulers.")
  public StatusAnswer status() {
    return platform.status(version);
  }

  @GET
  @Path("sources")
  @Operation(summary = "Every source", description = "Those of the policy, and those of its past.")
  public PageAnswer<SourceAnswer> sources() {
    return PageAnswer.whole(platform.sources());
  }

  @GET
  @Path("sources/{name}")
  @Operation(summary = "One source")
  public SourceAnswer source(@PathParam("name") String name) {
    SourceName source = Parameters.must("name", name, SourceName::new);
    return platform
        .source(source)
        .orElseThrow(() -> RefusedException.unknown("there is no source '%s'".formatted(source)));
  }

  @GET
  @Path("destinations")
  @Operation(summary = "Every destination", description = "With whether it can be reached.")
  public PageAnswer<DestinationAnswer> destinations() {
    return PageAnswer.whole(platform.destinations());
  }

  @GET
  @Path("objectives")
  @Operation(
      summary = "What is promised, and what was measured",
      description = "RPO and RTO of each source, in general and for each scenario of its own.")
  public PageAnswer<ObjectiveAnswer> objectives() {
    return PageAnswer.whole(platform.objectives());
  }

  @GET
  @Path("policy")
  @Operation(
      summary = "The policy as it was read",
      description = "Secrets are the references that the file has, never the secrets themselves.")
  public Map<String, Object> policy() {
    return PolicyTree.of(policy.policy());
  }

  @GET
  @Path("progress")
  @Operation(summary = "The work that goes on now", description = "Dumps, uploads, verifications.")
  public PageAnswer<RunningAnswer> progress() {
    return PageAnswer.whole(live.all());
  }
}
