package dev.backstay.engine.postgres.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * A session in replication mode, in which the server takes replication commands and no SQL. The
 * driver logs in; from then on it is not used, and messages go over its socket directly.
 */
final class ReplicationLine implements AutoCloseable {
  /** For an answer to a command; the server answers from memory. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private static final String CONNECT_SECONDS = "15";
  private static final String LOGIN_SILENCE_SECONDS = "30";

  private final Connection login;
  private final MessageLine messages;
  private final Refusals refusals;

  private ReplicationLine(Connection login, MessageLine messages, Refusals refusals) {
    this.login = login;
    this.messages = messages;
    this.refusals = refusals;
  }

  static ReplicationLine open(PostgresAddress address, String applicationName, Refusals refusals) {
    Properties properties = address.properties();
    properties.setProperty("replication", "true");
    properties.setProperty("assumeMinServerVersion", "13");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("gssEncMode", "disable"); // its wrapping would hide the socket
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("socketFactory", ObservedSockets.Plain.class.getName());
    properties.setProperty("sslfactory", ObservedSockets.Tls.class.getName());
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("loginTimeout", "0"); // else it logs in on a thread of its own
    properties.setProperty("socketTimeout", LOGIN_SILENCE_SECONDS);
    properties.putIfAbsent("connectTimeout", CONNECT_SECONDS);
    ObservedSockets sockets = new ObservedSockets();
    try {
      Connection login =
          sockets.<@Nullable Connection, SQLException>during(
              () -> new Driver().connect(address.jdbcUrl(), properties));
      if (login == null) {
        throw new BackstayException(
            ErrorCode.USAGE, "the driver does not take the URL of " + address);
      }
      return new ReplicationLine(login, new MessageLine(sockets.last().orElseThrow()), refusals);
    } catch (SQLException e) {
      throw refusals.login(e);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE, address + " went away after the login", e);
    }
  }

  /** A parameter that the server reported when the session began. */
  Optional<String> reported(String parameter) {
    try {
      return Optional.ofNullable(login.unwrap(PGConnection.class).getParameterStatus(parameter));
    } catch (SQLException e) {
      throw refusals.login(e);
    }
  }

  /** Sends a command, without waiting for what the server says to it. */
  void command(String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    messages.send('Q', ByteBuffer.wrap(bytes));
  }

  /** Runs a command to its end; the rows of its answer. */
  List<List<Optional<String>>> answer(String text) {
    command(text);
    List<List<Optional<String>>> rows = new ArrayList<>();
    while (true) {
      Message message = awaited();
      switch (message.kind()) {
        case Message.ROW -> rows.add(message.row());
        case Message.READY -> {
          return rows;
        }
        default -> {}
      }
    }
  }

  /** The next message of an answer; refusals are thrown. */
  Message awaited() {
    Optional<Message> message = next(ANSWER_LIMIT);
    return message.orElseThrow(() ->
        new BackstayException(
            ErrorCode.SOURCE_UNREACHABLE,
            "the server did not answer a replication command for %d s"
                .formatted(ANSWER_LIMIT.toSeconds())));
  }

  /** The next message, if one comes in time; refusals are thrown. */
  Optional<Message> next(Duration patience) {
    Optional<Message> message = messages.next(patience);
    if (message.isPresent() && message.orElseThrow().kind() == Message.ERROR) {
      throw refusals.streaming(message.orElseThrow().refusal());
    }
    return message;
  }

  void send(char kind, ByteBuffer body) {
    messages.send(kind, body);
  }

  @Override
  public void close() {
    try {
      login.close();
    } catch (SQLException _) {
      // The server is gone and need not be told.
    }
    messages.close();
  }
}
