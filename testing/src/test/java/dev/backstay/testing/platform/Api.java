package dev.backstay.testing.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backstay.events.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The catalog's API as any program would call it. */
record Api(int port) {
  /** An answer: its status and its JSON. */
  record Answer(int status, JsonNode json) {}

  JsonNode get(String path) {
    Answer answer = call("GET", path, "", Map.of());
    if (answer.status() != HttpURLConnection.HTTP_OK) {
      throw new AssertionError(path + " answered " + answer);
    }
    return answer.json();
  }

  /** Asks for a backup; its id. */
  String backUp(String source, String key) {
    Answer answer =
        call(
            "POST",
            "/api/v1/backups",
            "{\"source\":\"%s\"}".formatted(source),
            Map.of("Idempotency-Key", key));
    if (answer.status() != HttpURLConnection.HTTP_ACCEPTED) {
      throw new AssertionError("a backup of " + source + " was answered by " + answer);
    }
    return answer.json().path("backup").asText();
  }

  Answer call(String method, String path, String body, Map<String, String> headers) {
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(2000);
      connection.setReadTimeout(20_000);
      headers.forEach(connection::setRequestProperty);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      int status = connection.getResponseCode();
      try (InputStream answer =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : connection.getErrorStream()) {
        return new Answer(
            status,
            answer == null ? EventJson.mapper().nullNode() : EventJson.mapper().readTree(answer));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
