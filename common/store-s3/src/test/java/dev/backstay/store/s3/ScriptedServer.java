package dev.backstay.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that records the requests it gets and answers each with the next line of its script, as
 * no honest S3 server can be brought to. A request beyond the script is answered with an empty 200.
 */
final class ScriptedServer implements AutoCloseable {
  private static final int SOME_BYTES = 1_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final List<Seen> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch silence = new CountDownLatch(1);

  /** A request as it came over the wire, with header names in lower case. */
  record Seen(String method, String target, Map<String, String> headers, int bodyBytes) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** What the server does with a request whose body it has read. */
  interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  S3Location location() {
    return S3Location.parse("s3:" + endpoint() + "/bucket/vault");
  }

  List<Seen> requests() {
    return requests;
  }

  Seen onlyRequest() {
    if (requests.size() != 1) {
      throw new AssertionError("not one request: " + requests);
    }
    return requests.getFirst();
  }

  /** An answer with a body and headers given as {@code name, value, name, value}. */
  ScriptedServer answer(int status, String body, String... headers) {
    return answer(exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      boolean bodiless = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
      exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
      if (!bodiless) {
        exchange.getResponseBody().write(bytes);
      }
    });
  }

  /** The XML with which S3 refuses. */
  ScriptedServer refuse(int status, String code) {
    return answer(
        status,
        "<Error><Code>" + code + "</Code><Message>scripted</Message></Error>",
        "Content-Type",
        "application/xml");
  }

  /** Nothing at all, until this server is closed. */
  ScriptedServer fallSilent() {
    return answer(_ -> {
      silence.countDown();
      awaitClosing();
    });
  }

  /** Returns when a request has met {@link #fallSilent}. */
  void awaitSilence() throws InterruptedException {
    silence.await();
  }

  /** The connection's end instead of an answer. */
  ScriptedServer hangUp() {
    return answer(HttpExchange::close);
  }

  /** The connection's end after a few of many bytes. */
  ScriptedServer hangUpWithin(int bytes) {
    return answer(exchange -> {
      exchange.sendResponseHeaders(200, bytes);
      exchange.getResponseBody().write(new byte[SOME_BYTES]);
      exchange.getResponseBody().flush();
      exchange.close();
    });
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.close();
  }

  private ScriptedServer answer(Answer answer) {
    script.add(answer);
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int bodyBytes = exchange.getRequestBody().readAllBytes().length;
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      requests.add(
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              headers,
              bodyBytes));
      Answer answer = script.poll();
      if (answer == null) {
        exchange.sendResponseHeaders(200, -1);
      } else {
        answer.give(exchange);
      }
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }
}
