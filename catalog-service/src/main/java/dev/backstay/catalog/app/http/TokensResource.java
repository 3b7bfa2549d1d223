package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.Access;
import dev.backstay.catalog.access.Role;
import dev.backstay.catalog.access.TokenName;
import dev.backstay.catalog.api.Asked;
import dev.backstay.catalog.api.PageAnswer;
import dev.backstay.catalog.api.TokenAnswer;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Who may call. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.ADMIN)
@RunOnVirtualThread
@Tag(name = "Access", description = "Tokens, and what their bearers may do.")
class TokensResource {
  private static final int CREATED = 201;

  private final Access access;
  private final SecurityIdentity caller;

  TokensResource(Access access, SecurityIdentity caller) {
    this.access = access;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "Every token, without its secret")
  public PageAnswer<TokenAnswer> tokens(@BeanParam TokenSelection which) {
    return which.page(access.tokens());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @Operation(
      summary = "Make a token",
      description = "The answer holds the secret: it is shown this once and kept nowhere.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Asked.NewToken.class)))
  @APIResponse(
      responseCode = "201",
      description = "Made.",
      content = @Content(schema = @Schema(implementation = TokenAnswer.Created.class)))
  public TokenAnswer.Created createToken(@Nullable String body) {
    Asked.NewToken asked = Bodies.read(body, Asked.NewToken.class);
    return TokenAnswer.Created.of(
        access.create(
            Parameters.must("name", asked.name(), TokenName::new),
            asked.role(),
            asked.expiresAt(),
            caller.getPrincipal().getName()));
  }

  @DELETE
  @Path("{name}")
  @Operation(summary = "Revoke a token", description = "Its next call is refused.")
  @APIResponse(responseCode = "204", description = "Revoked.")
  public void revokeToken(@PathParam("name") String name) {
    TokenName token = Parameters.must("name", name, TokenName::new);
    if (!access.revoke(token, caller.getPrincipal().getName())) {
      throw RefusedException.unknown("there is no token '%s'".formatted(token));
    }
  }
}
