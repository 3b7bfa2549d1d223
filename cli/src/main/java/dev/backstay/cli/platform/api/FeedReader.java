package dev.backstay.cli.platform.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code text/event-stream}: blocks of lines {@code field: value}, ended by an empty one.
 * Of one thread.
 */
final class FeedReader {
  /** An event is small; more than that is something else. */
  private static final int MAX_BLOCK = 4 << 20;

  private static final long MAX_RETRY_MILLIS = Duration.ofMinutes(1).toMillis();

  /**
   * One event as it travels.
   *
   * @param id its place in the feed; empty where the server gives none
   */
  record Block(String id, String data) {}

  private final BufferedReader lines;
  private String id;
  private Optional<Duration> retry = Optional.empty();

  FeedReader(InputStream body, String lastId) {
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    this.id = lastId;
  }

  /** How long the server asks to wait before the next connection. */
  Optional<Duration> retry() {
    return retry;
  }

  /** The next block that holds data; none at the end. A block that is cut off is not there. */
  @Nullable Block next() throws IOException {
    StringBuilder data = new StringBuilder();
    String line;
    while ((line = line()) != null) {
      if (line.isEmpty() && !data.isEmpty()) {
        return new Block(id, data.toString());
      }
      take(line, data);
      if (data.length() > MAX_BLOCK) {
        throw new IOException("an event is longer than 4 MiB");
      }
    }
    return null;
  }

  private void take(String line, StringBuilder data) {
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (field) {
      case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
      case "id" -> id = value;
      case "retry" -> {
        if (value.matches("\\d{1,9}")) {
          retry = Optional.of(Duration.ofMillis(Math.min(Long.parseLong(value), MAX_RETRY_MILLIS)));
        }
      }
      default -> {} // comments keep the line alive; other fields mean nothing to us
    }
  }

  /** A line without its end, never more of it than a block may be. */
  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = lines.read()) >= 0) {
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
      if (line.length() > MAX_BLOCK) {
        throw new IOException("an event is longer than 4 MiB");
      }
    }
    return null;
  }
}
