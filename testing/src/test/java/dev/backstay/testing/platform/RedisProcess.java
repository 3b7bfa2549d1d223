package dev.backstay.testing.platform;

import dev.backstay.postgres.server.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A redis-server of Debian on loopback, which keeps nothing. */
final class RedisProcess implements AutoCloseable {
  private final int port;
  private final Path directory;
  private Process process;

  RedisProcess(Path directory) {
    this.directory = directory;
    this.port = LoopbackPorts.free();
    this.process = start();
  }

  private Process start() {
    try {
      Process started =
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no",
                  "--dir",
                  directory.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("redis.log").toFile())
              .start();
      Waiting.until(Duration.ofSeconds(20), this::answers, () -> "redis-server did not start");
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server is missing: apt-get install redis-server", e);
    }
  }

  private boolean answers() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Ends it and starts it again, empty. */
  void restart() {
    close();
    process = start();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
