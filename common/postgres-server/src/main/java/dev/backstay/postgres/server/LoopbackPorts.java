package dev.backstay.postgres.server;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/** Ports of loopback that nobody listens on. */
public final class LoopbackPorts {
  public static final String HOST = "127.0.0.1";

  private LoopbackPorts() {}

  /** The given port, or one that is free now. */
  public static int choose(OptionalInt given) {
    return given.isPresent() ? checked(given.getAsInt()) : free();
  }

  public static int free() {
    return bind(0);
  }

  private static int checked(int port) {
    return bind(port);
  }

  private static int bind(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections of a former run may still linger
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED, "port " + port + " of " + HOST + " is taken", e);
    }
  }
}
