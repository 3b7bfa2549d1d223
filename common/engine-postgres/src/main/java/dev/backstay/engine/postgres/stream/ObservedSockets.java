package dev.backstay.engine.postgres.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.Properties;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.SocketFactoryFactory;
import org.postgresql.ssl.WrappedFactory;
import org.postgresql.util.PSQLException;

/**
 * The sockets that the driver opens for one login, in order. The driver logs in (TLS, SCRAM,
 * several hosts) and falls silent; the last socket is then the line that carries the session, and
 * its owner goes on by himself. The driver makes its factories by their class names, so they find
 * the login they work for by the scope they are called in.
 */
final class ObservedSockets {
  private static final ScopedValue<ObservedSockets> LOGIN = ScopedValue.newInstance();

  private @Nullable Socket last;

  /** A login, which may fail as the driver does. */
  @FunctionalInterface
  interface Login<T extends @Nullable Object, E extends Exception> {
    T run() throws E;
  }

  /** Runs a login and remembers its sockets; the driver must not leave the thread. */
  <T extends @Nullable Object, E extends Exception> T during(Login<T, E> login) throws E {
    return ScopedValue.where(LOGIN, this).call(login::run);
  }

  /** The socket that carries the session. */
  Optional<Socket> last() {
    return Optional.ofNullable(last);
  }

  private static Socket remembered(Socket socket) {
    LOGIN.get().last = socket;
    return socket;
  }

  /** Plain sockets, which the driver connects. */
  public static final class Plain extends SocketFactory {
    @Override
    public Socket createSocket() {
      return remembered(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return remembered(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return remembered(new Socket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return remembered(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return remembered(new Socket(host, port, local, localPort));
    }
  }

  /** TLS as libpq's parameters say, on top of a plain socket. */
  public static final class Tls extends WrappedFactory {
    public Tls(Properties properties) throws PSQLException {
      Properties usual = new Properties(properties);
      usual.setProperty("sslfactory", "org.postgresql.ssl.LibPQFactory"); // not this class
      factory = SocketFactoryFactory.getSslSocketFactory(usual);
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
        throws IOException {
      return remembered(super.createSocket(plain, host, port, autoClose));
    }
  }
}
