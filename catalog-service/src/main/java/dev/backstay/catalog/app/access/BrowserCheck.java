package dev.backstay.catalog.app.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backstay.catalog.access.BrowserRules;
import dev.backstay.catalog.api.Problem;
import dev.backstay.contract.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses what browsers are made to ask by pages from elsewhere, before anything else looks. */
@ApplicationScoped
class BrowserCheck {
  private static final int MISDIRECTED = 421;
  private static final int FIRST_OF_ALL = 10_000;

  private final BrowserRules rules;
  private final ObjectMapper json;
  private final RefusalNotes notes;

  BrowserCheck(BrowserRules rules, ObjectMapper json, RefusalNotes notes) {
    this.rules = rules;
    this.json = json;
    this.notes = notes;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST_OF_ALL);
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    HostAndPort host = request.authority();
    Optional<String> refusal =
        rules.refusal(
            new BrowserRules.Request(
                Optional.ofNullable(host).map(HostAndPort::host),
                host == null ? -1 : host.port(),
                String.valueOf(request.path()),
                orEmpty(request.getHeader(HttpHeaderNames.ORIGIN)),
                orEmpty(request.getHeader("Sec-Fetch-Site"))));
    if (refusal.isEmpty()) {
      context.next();
      return;
    }
    notes.note("anonymous", request.method() + " " + request.path(), refusal.get());
    context
        .response()
        .setStatusCode(MISDIRECTED)
        .putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .end(text(Problem.of(MISDIRECTED, ErrorCode.API_DENIED, refusal.get())));
  }

  private String text(Problem problem) {
    try {
      return json.writeValueAsString(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
  }

  private static String orEmpty(@Nullable String header) {
    return header == null ? "" : header;
  }
}
