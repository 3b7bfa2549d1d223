package dev.backstay.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backstay.cli.platform.api.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * The platform's API over a catalog in memory, on a free port of loopback: pages, filters, roles, a
 * live feed, problems. What a test wants to go wrong is put in place of an answer.
 */
final class PlatformServer implements AutoCloseable {
  static final String BASE = "/api/v1";
  private static final int NEVER = 1_000_000;

  /** An answer of whatever kind, instead of the catalog's. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** A call as it came. */
  record Call(String method, String path, Map<String, String> query, String key, String body) {}

  private final HttpServer server;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> instead = new ConcurrentHashMap<>();
  private final Map<String, JsonObject> objects = new ConcurrentHashMap<>();
  private final Map<String, String> roles = new ConcurrentHashMap<>();
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final List<JsonObject> backups = new CopyOnWriteArrayList<>();
  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<String> resumed = new CopyOnWriteArrayList<>();
  private volatile int cutAfter = NEVER;

  PlatformServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(handlers);
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    handlers.shutdownNow();
  }

  static JsonObject json(String text) {
    try {
      return JsonObject.parse(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  PlatformServer withBackup(String json) {
    backups.addFirst(json(json));
    return this;
  }

  PlatformServer withEvent(String json) {
    events.add(json(json));
    return this;
  }

  /** Something that a path names. */
  PlatformServer with(String path, String json) {
    objects.put(BASE + path, json(json));
    return this;
  }

  /** Another answer to a path. */
  PlatformServer instead(String path, Answer answer) {
    instead.put(BASE + path, answer);
    return this;
  }

  /** From now on only who has a token is answered. */
  PlatformServer withToken(String token, String role) {
    roles.put("Bearer " + token, role);
    return this;
  }

  /** Each connection of the feed breaks after so many events. */
  PlatformServer cuttingAfter(int count) {
    cutAfter = count;
    return this;
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** With what each connection of the feed asked to go on; empty for from now on. */
  List<String> resumed() {
    return List.copyOf(resumed);
  }

  static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  static Answer problem(int status, String code, String detail, String remedy) {
    JsonObject problem =
        JsonObject.EMPTY.with("code", code).with("detail", detail).with("remedy", remedy);
    return exchange -> answer(exchange, status, "application/problem+json", problem.toString());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      calls.add(new Call(exchange.getRequestMethod(), path, query, key == null ? "" : key, body));
      answer(exchange, path, query, body).to(exchange);
    }
  }

  private Answer answer(
      HttpExchange exchange, String path, Map<String, String> query, String body) {
    String role = roles.get(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    boolean changes = !exchange.getRequestMethod().equals("GET");
    if (!roles.isEmpty() && role == null) {
      return problem(401, "API_DENIED", "no token that is known here", "Ask an admin for one.");
    }
    if (changes && "VIEWER".equals(role)) {
      return problem(403, "API_DENIED", "a viewer asks for nothing", "");
    }
    if (instead.containsKey(path)) {
      return instead.get(path);
    }
    return switch (path.substring(Math.min(path.length(), BASE.length()))) {
      case "/backups" -> changes ? backup(exchange, body) : page(filtered(query), query);
      case "/events/stream" -> this::stream;
      case "/events" -> page(after(query), query);
      default -> {
        JsonObject found = objects.get(path);
        yield found == null
            ? problem(404, "API_REFUSED", "there is no " + path, "See 'backstay backups'.")
            : told -> answer(told, 200, "application/json", found.toString());
      }
    };
  }

  /** The same key asks for the same backup. */
  private Answer backup(HttpExchange exchange, String body) {
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    String id =
        keys.computeIfAbsent(key, _ -> "00000000-0000-4000-8000-%012d".formatted(keys.size() + 1));
    JsonObject answer =
        JsonObject.EMPTY.with("backup", id).with("event", json(body).exact("source"));
    return told -> answer(told, 202, "application/json", answer.toString());
  }

  private List<JsonObject> filtered(Map<String, String> query) {
    Predicate<JsonObject> wanted = _ -> true;
    for (String field : List.of("source", "kind", "state")) {
      String value = query.getOrDefault(field, "");
      wanted = wanted.and(backup -> value.isEmpty() || backup.exact(field).equals(value));
    }
    String tag = query.getOrDefault("tag", "");
    String place = query.getOrDefault("destination", "");
    Instant from = Instant.parse(query.getOrDefault("from", "1970-01-01T00:00:00Z"));
    return backups.stream()
        .filter(wanted)
        .filter(backup -> tag.isEmpty() || backup.texts("tags").contains(tag))
        .filter(backup ->
            place.isEmpty()
                || backup.objects("destinations").stream()
                    .anyMatch(each -> each.exact("destination").equals(place)))
        .filter(backup -> !backup.instant("at").orElseThrow().isBefore(from))
        .toList();
  }

  /** Those behind one, else the last ones. */
  private List<JsonObject> after(Map<String, String> query) {
    int limit = Integer.parseInt(query.get("limit"));
    if (!query.containsKey("after")) {
      return events.subList(Math.max(0, events.size() - limit), events.size());
    }
    long after = Long.parseLong(query.get("after"));
    return events.stream().filter(event -> event.number("sequence").orElse(0) > after).toList();
  }

  private static Answer page(List<JsonObject> all, Map<String, String> query) {
    int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
    int to = Math.min(all.size(), from + Integer.parseInt(query.get("limit")));
    List<String> items = all.subList(from, to).stream().map(JsonObject::toString).toList();
    String next = to < all.size() ? "\"" + to + "\"" : "null";
    String body = "{\"items\":[" + String.join(",", items) + "],\"next\":" + next + "}";
    return exchange -> answer(exchange, 200, "application/json", body);
  }

  private void stream(HttpExchange exchange) throws IOException {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    resumed.add(last == null ? "" : last);
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    List<String> blocks = new ArrayList<>(List.of(": hello\n\n"));
    for (JsonObject event : events) {
      long sequence = event.number("sequence").orElse(0);
      if (sequence > (last == null ? 0 : Long.parseLong(last))) {
        blocks.add("id: %d\nevent: event\ndata: %s\n\n".formatted(sequence, event));
      }
    }
    int sent = Math.min(blocks.size(), cutAfter + 1);
    for (String block : blocks.subList(0, sent)) {
      out.write(block.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    if (sent < blocks.size()) {
      String half = blocks.get(sent);
      out.write(half.substring(0, half.length() - 1).getBytes(StandardCharsets.UTF_8));
      out.flush(); // and then nothing: the line breaks within an event
    }
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        String[] sides = pair.split("=", 2);
        query.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }
}
