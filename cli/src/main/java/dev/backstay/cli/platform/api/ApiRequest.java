package dev.backstay.cli.platform.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One call of the API.
 *
 * @param target path and query, below the API's own path
 * @param headers beside those that every request has
 * @param body JSON; none for a request without
 */
public record ApiRequest(
    String method, String target, Map<String, String> headers, Optional<String> body) {
  public ApiRequest {
    headers = Map.copyOf(headers);
  }

  /** Asks for what a path names; each segment is one name, of whatever letters. */
  public static ApiRequest get(String... segments) {
    return new ApiRequest("GET", path(segments), Map.of(), Optional.empty());
  }

  public static ApiRequest delete(String... segments) {
    return new ApiRequest("DELETE", path(segments), Map.of(), Optional.empty());
  }

  /** Asks for something to be done. */
  public static ApiRequest post(JsonObject body, String... segments) {
    return new ApiRequest("POST", path(segments), Map.of(), Optional.of(body.toString()));
  }

  /** The same with one more parameter, unless that has no value. */
  public ApiRequest with(String parameter, String value) {
    if (value.isEmpty()) {
      return this;
    }
    String joined = target + (target.contains("?") ? "&" : "?") + parameter + "=" + encoded(value);
    return new ApiRequest(method, joined, headers, body);
  }

  /** The same with one more header, unless that has no value. */
  public ApiRequest withHeader(String name, String value) {
    if (value.isEmpty()) {
      return this;
    }
    Map<String, String> joined = new LinkedHashMap<>(headers);
    joined.put(name, value);
    return new ApiRequest(method, target, joined, body);
  }

  private static String path(String... segments) {
    return Arrays.stream(segments)
        .map(segment -> encoded(segment).replace("+", "%20"))
        .collect(Collectors.joining("/", "/", ""));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
