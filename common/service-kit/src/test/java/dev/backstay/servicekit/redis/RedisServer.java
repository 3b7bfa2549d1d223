package dev.backstay.servicekit.redis;

import dev.backstay.postgres.server.LoopbackPorts;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;

/** A native Redis server on loopback, that can be stopped and started. */
final class RedisServer implements AutoCloseable {
  private final int port = LoopbackPorts.free();
  private final Vertx vertx = Vertx.vertx();
  private Process process;

  RedisServer() throws IOException {
    try {
      this.process = launch();
    } catch (IOException e) {
      throw new IOException("no redis-server: apt-get install redis-server", e);
    }
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
