package dev.backstay.cli.platform.api;

import dev.backstay.cli.console.Console;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The API of a running platform. Each call is one connection, sent once: nothing here repeats what
 * may have been done. Confined to one thread, whose interrupt ends a call.
 */
public final class Api {
  /** A platform that lives accepts at once, even over a bad line. */
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** The slowest answer is an explanation of thousands of backups. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  /** A page of the largest items is a tenth of it. */
  private static final int MAX_ANSWER = 16 << 20;

  /** Backups a page: few round trips, and each answer soon there. */
  private static final int PAGE = 100;

  private static final int OK = 200;
  private static final int REDIRECTS = 300;
  private static final int ERRORS = 400;
  private static final String JSON = "application/json";

  private final URI base;
  private final Optional<Secret> token;
  private final ApiFailures failures;
  private final Console console;

  Api(URI base, Optional<Secret> token, Console console) {
    this.base = base;
    this.token = token;
    this.failures = new ApiFailures(base.toString());
    this.console = console;
  }

  /** Calls, and gives the answer; one without fields for an answer without a body. */
  public JsonObject call(ApiRequest request) {
    return Interruptible.call(() -> exchange(request, JSON, this::read));
  }

  /**
   * The failure that an object of an answer tells of.
   *
   * @param otherwise the code where the object names none that is known here
   */
  public static BackstayException failure(JsonObject failure, ErrorCode otherwise, String message) {
    return ApiFailures.within(failure, otherwise, message);
  }

  /**
   * Gives the items of a list, page after page, until there are so many.
   *
   * @return whether there are more
   */
  public boolean list(ApiRequest request, int limit, Consumer<JsonObject> each) {
    String cursor = "";
    int left = limit;
    while (left > 0) {
      JsonObject page =
          call(
              request.with("limit", Integer.toString(Math.min(PAGE, left))).with("cursor", cursor));
      for (JsonObject item : page.objects("items")) {
        if (left == 0) {
          return true;
        }
        each.accept(item);
        left--;
      }
      String next = page.exact("next");
      if (next.isEmpty()) {
        return false;
      }
      if (next.equals(cursor)) {
        throw failures.strange("its pages go in a circle");
      }
      cursor = next;
    }
    return true;
  }

  /** The live feed of events that a request asks for. */
  public EventFeed feed(ApiRequest request) {
    return new EventFeed(this, request, console);
  }

  /** What reads the body of a good answer. */
  interface Reader<T> {
    T read(InputStream body) throws IOException;
  }

  /** One exchange, on the calling thread. */
  <T> T exchange(ApiRequest request, String accept, Reader<T> reader) {
    HttpURLConnection connection = null;
    try {
      connection = open(request, accept);
      int status = connection.getResponseCode();
      if (status >= OK && status < REDIRECTS) {
        try (InputStream body = connection.getInputStream()) {
          return reader.read(body);
        }
      }
      throw refused(connection, status);
    } catch (HttpRetryException e) {
      throw failures.refused(e.responseCode(), ""); // a body that is sent once hides the answer's
    } catch (IOException e) {
      throw failures.broken(e);
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private HttpURLConnection open(ApiRequest request, String accept) throws IOException {
    URI target = URI.create(base + "/api/v1" + request.target());
    HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
    connection.setRequestMethod(request.method());
    connection.setInstanceFollowRedirects(false); // the token is for this place alone
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout((int) SILENCE.toMillis());
    connection.setRequestProperty("Accept", accept + ", application/problem+json");
    token.ifPresent(
        secret -> connection.setRequestProperty("Authorization", "Bearer " + secret.text()));
    request.headers().forEach(connection::setRequestProperty);
    if (request.body().isPresent()) {
      byte[] body = request.body().get().getBytes(StandardCharsets.UTF_8);
      connection.setRequestProperty("Content-Type", JSON);
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(body.length); // else sent again when the way breaks
      connection.getOutputStream().write(body);
    }
    return connection;
  }

  private BackstayException refused(HttpURLConnection connection, int status) throws IOException {
    if (status < ERRORS) {
      return failures.strange("HTTP status " + status);
    }
    try (InputStream body = connection.getErrorStream()) {
      return failures.refused(status, body == null ? "" : text(body));
    }
  }

  private JsonObject read(InputStream body) throws IOException {
    String text = text(body);
    if (text.isBlank()) {
      return JsonObject.EMPTY;
    }
    try {
      return JsonObject.parse(text);
    } catch (IOException e) {
      throw failures.strange("it is not JSON", e);
    }
  }

  private String text(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
    if (bytes.length > MAX_ANSWER) {
      throw failures.strange("it is longer than 16 MiB");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
