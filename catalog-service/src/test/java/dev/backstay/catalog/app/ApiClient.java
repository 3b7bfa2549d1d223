package dev.backstay.catalog.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Calls the API as a program elsewhere does. */
record ApiClient(URI base, Map<String, String> headers) {
  /** A header that only proxies send: whoever sends it is not local. */
  private static final String PROXIED = "X-Forwarded-For";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An answer. */
  record Answer(int status, String type, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    String text(String field) {
      return json().path(field).asText();
    }
  }

  /** From this machine, without a token. */
  static ApiClient local(URI base) {
    return new ApiClient(base, Map.of());
  }

  /** From elsewhere, without a token. */
  ApiClient remote() {
    return with(PROXIED, "203.0.113.7");
  }

  ApiClient bearing(String token) {
    return remote().with("Authorization", "Bearer " + token);
  }

  ApiClient with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new ApiClient(base, all);
  }

  Answer get(String target) {
    return call("GET", target, null);
  }

  Answer post(String target, String body) {
    return call("POST", target, body);
  }

  Answer call(String method, String target, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(target))
            .timeout(LIMIT)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    HttpResponse<String> answer = send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(
        answer.statusCode(), answer.headers().firstValue("content-type").orElse(""), answer.body());
  }

  /** The body of an answer without an end. */
  InputStream stream(String target) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(target)).timeout(LIMIT);
    request.header("Accept", "text/event-stream");
    headers.forEach(request::header);
    return send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
  }

  private static <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HTTP.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The status of an answer to a request of which every byte is chosen. */
  int raw(String request) throws IOException {
    try (var socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      String line = new String(start, StandardCharsets.ISO_8859_1);
      return Integer.parseInt(line.substring(line.indexOf(' ') + 1));
    }
  }
}
