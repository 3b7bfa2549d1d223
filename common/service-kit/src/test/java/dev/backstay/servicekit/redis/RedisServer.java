package dev.backstay.servicekit.redis;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A native Redis server on loopback, that can be stopped and started. */
final class RedisServer implements AutoCloseable {
  private final int port;
  private final Vertx vertx = Vertx.vertx();
  private Process process;

  RedisServer() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      this.port = socket.getLocalPort();
    }
    this.process = launch();
  }

  static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                Files.createTempDirectory("backstay-redis").toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!answers()) {
      if (!started.isAlive()) {
        throw new IOException("redis-server ended with " + started.exitValue());
      }
      Thread.onSpinWait();
    }
    return started;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  RedisCalls client() {
    return new RedisCalls(Redis.createClient(vertx, "redis://127.0.0.1:" + port));
  }

  void stop() {
    process.destroyForcibly().onExit().join();
  }

  /** Without what it knew. */
  void startAgain() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    stop();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
