package dev.backstay.catalog.app.http;

import dev.backstay.catalog.access.TokenName;
import dev.backstay.catalog.api.Problem;
import dev.backstay.catalog.app.access.RefusalNotes;
import dev.backstay.catalog.app.store.DatabaseFailures;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every failure as problem+json: code, detail and remedy. */
class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int INTERNAL = 500;
  private static final int UNAVAILABLE = 503;

  /** A server that restarts is back about then. */
  private static final String RETRY_SECONDS = "5";

  private final RefusalNotes notes;

  ProblemMappers(RefusalNotes notes) {
    this.notes = notes;
  }

  @ServerExceptionMapper
  Response refused(RefusedException refusal) {
    return answer(refusal.problem());
  }

  @ServerExceptionMapper
  Response coded(BackstayException failure, ContainerRequestContext request) {
    if (failure.code().kind() == ErrorKind.BUG) {
      return any(failure, request);
    }
    int status =
        switch (failure.code().kind()) {
          case USER -> failure.code() == ErrorCode.API_DENIED ? FORBIDDEN : BAD_REQUEST;
          case TRANSIENT -> UNAVAILABLE;
          case RESOURCE, INTEGRITY, BUG -> INTERNAL;
        };
    return answer(Problem.of(status, failure.code(), String.valueOf(failure.getMessage())));
  }

  @ServerExceptionMapper
  Response strange(AuthenticationFailedException failure, ContainerRequestContext request) {
    Throwable cause = failure.getCause();
    if (cause instanceof BackstayException coded) {
      return coded(coded, request);
    }
    return denied(request, UNAUTHORIZED, "the token is not known, was revoked or has expired");
  }

  @ServerExceptionMapper
  Response nobody(UnauthorizedException failure, ContainerRequestContext request) {
    return denied(
        request, UNAUTHORIZED, "a token is needed: 'Authorization: Bearer bst_…' with a role");
  }

  @ServerExceptionMapper
  Response lesser(ForbiddenException failure, ContainerRequestContext request) {
    return denied(request, FORBIDDEN, "the caller's role does not allow this");
  }

  @ServerExceptionMapper
  Response web(WebApplicationException failure, ContainerRequestContext request) {
    int status = failure.getResponse().getStatus();
    if (status >= INTERNAL) {
      return any(failure, request);
    }
    return answer(
        Problem.of(
            status,
            ErrorCode.API_REFUSED,
            switch (status) {
              case 404 -> "there is nothing of that name";
              case 405 -> "this cannot be done with it: the document at /q/openapi has what can";
              case 406, 415 -> "the API speaks application/json";
              default -> "the request is not understood";
            }));
  }

  @ServerExceptionMapper
  Response any(Throwable failure, ContainerRequestContext request) {
    if (DatabaseFailures.isTransient(failure)) {
      return answer(
          Problem.of(
              UNAVAILABLE,
              ErrorCode.DATABASE_UNREACHABLE,
              "the catalog's database did not answer"));
    }
    LOG.errorf(
        failure,
        "api.failed method=%s path=%s",
        request.getMethod(),
        request.getUriInfo().getPath());
    return answer(
        Problem.of(INTERNAL, ErrorCode.INTERNAL, "the request failed; the server's log has more"));
  }

  private Response denied(ContainerRequestContext request, int status, String detail) {
    notes.note(
        name(request, status), request.getMethod() + " " + request.getUriInfo().getPath(), detail);
    return answer(Problem.of(status, ErrorCode.API_DENIED, detail));
  }

  private static String name(ContainerRequestContext request, int status) {
    return status == UNAUTHORIZED
        ? TokenName.ANONYMOUS
        : Optional.ofNullable(request.getSecurityContext())
            .map(SecurityContext::getUserPrincipal)
            .map(Principal::getName)
            .orElse(TokenName.ANONYMOUS);
  }

  private static Response answer(Problem problem) {
    Response.ResponseBuilder answer =
        Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    if (problem.status() == UNAUTHORIZED) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"backstay\"");
    }
    if (problem.status() == UNAVAILABLE) {
      answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
    return answer.build();
  }
}
