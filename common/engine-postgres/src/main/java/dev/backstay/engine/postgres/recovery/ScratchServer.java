package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.postgres.server.ServerCommand;
import dev.backstay.postgres.server.ServerPrograms;
import dev.backstay.postgres.server.ServerUser;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A server on a restored data directory that nobody needs afterwards. It is reached by a socket in
 * a directory of its own and by nothing else; it loads no library, runs no command and calls no
 * server that the restored configuration names. Its data directory is changed by that: it must
 * never become anything but scratch.
 *
 * <p>Ended by {@link #close}, and with this process. One thread at a time.
 */
public final class ScratchServer implements AutoCloseable {
  /** In the name of the socket only. */
  static final int PORT = 5432;

  static final String ACCESS = "access.conf";
  static final String NAMES = "names.conf";

  private static final String CONFIGURATION = "scratch.conf";
  private static final String USUAL_SUPERUSER = "postgres";

  /** Of our own making, where the source has no role of the usual name. */
  private static final String OWN_SUPERUSER = "backstay_scratch";

  /** How often a server that is starting is asked whether it takes connections. */
  private static final long LOOK_MILLIS = 100;

  /** A Unix socket's path has 107 bytes at most; its name takes some. */
  private static final int MAX_FOLDER_LENGTH = 90;

  /** What roles and databases were given stands below what a client asks for. */
  static final String NO_LIBRARIES = "-c session_preload_libraries= -c local_preload_libraries=";

  /** A question that takes longer is no quick look. */
  private static final int ANSWER_SECONDS = 300;

  private static final int LOG_LINES = 5;
  private static final String IS_STARTING = "57P03";

  /**
   * Lost connections, want of memory and the like, ends by others and by time, input and output.
   */
  private static final List<String> OF_THE_SERVER = List.of("08", "53", "57", "58030");

  private static final String NO_SUCH_ROLE = "28000";
  private static final String NO_SUCH_DATABASE = "3D000";

  private final Setup setup;
  private final ServerUser user;
  private final Path log;
  private String superuser = USUAL_SUPERUSER;
  private Optional<GuardedServer> server = Optional.empty();

  /**
   * What a scratch server is made of.
   *
   * @param data the restored data directory
   * @param folder a directory for this server alone, short enough for the path of a socket
   * @param source settings of the server that was backed up
   * @param limit how long recovery may take
   */
  public record Setup(
      ServerPrograms programs, Path data, Path folder, Map<String, String> source, Duration limit) {
    public Setup {
      source = Map.copyOf(source);
    }
  }

  private ScratchServer(Setup setup) throws IOException {
    this.setup = setup;
    this.user = ServerUser.of(setup.folder(), setup.data());
    this.log = setup.folder().resolve("server.log");
  }

  /** Starts a server; on return recovery has ended and it takes connections. */
  public static ScratchServer start(Setup setup) {
    ScratchServer server;
    try {
      server = new ScratchServer(setup);
      server.isolate();
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE, "the scratch server could not be prepared: " + e, e);
    }
    try {
      server.run();
      return server;
    } catch (RuntimeException e) {
      server.endAfter(e);
      throw e;
    }
  }

  /** The role that this server is entered as. */
  public String superuser() {
    return superuser;
  }

  /** Where a database of it is, for people: only {@link #connect} leads there. */
  public PostgresAddress address(String database) {
    return PostgresAddress.parse(Secret.of("postgresql://" + superuser + "@scratch/"))
        .withDatabase(database);
  }

  /** A new connection to a database, as superuser. */
  public Connection connect(String database) {
    try {
      return open(database, superuser);
    } catch (SQLException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "database '%s' of the scratch server cannot be entered: %s"
              .formatted(database, e.getMessage()),
          e);
    }
  }

  /** The databases that can be entered. */
  public List<String> databases() {
    List<String> names = new ArrayList<>();
    try (Connection connection = connect("template1");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT datname FROM pg_database WHERE datallowconn ORDER BY datname")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    } catch (SQLException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED, "the scratch server does not name its databases: " + e, e);
    }
  }

  /**
   * The one value that a question has for an answer, as text; empty text for null. One that the
   * database refuses is {@code SOURCE_UNREADABLE}; where the server could not be asked, or ended or
   * ran out of something meanwhile, nothing is known of the answer: {@code START_FAILED}.
   */
  public String answer(String database, String question) {
    try (Connection connection = open(database, superuser);
        var statement = connection.createStatement()) {
      statement.setQueryTimeout(ANSWER_SECONDS);
      try (var rows = statement.executeQuery(question)) {
        String answer = rows.next() ? rows.getString(1) : null;
        return answer == null ? "" : answer;
      }
    } catch (SQLException e) {
      throw new BackstayException(
          isOfTheServer(e) ? ErrorCode.START_FAILED : ErrorCode.SOURCE_UNREADABLE,
          "the server did not answer: " + e.getMessage(),
          e);
    }
  }

  private static boolean isOfTheServer(SQLException failure) {
    String state = failure.getSQLState();
    return state == null || OF_THE_SERVER.stream().anyMatch(state::startsWith);
  }

  /** The programs that enter this server; for as long as it runs. */
  public ScratchClients clients() {
    return new ScratchClients(setup.programs(), setup.folder(), command(), superuser);
  }

  /** Stops it in order, so that its files are whole; it can be closed only, then. */
  public void stop() {
    server.ifPresent(GuardedServer::stop);
    close();
  }

  @Override
  public void close() {
    server.ifPresent(GuardedServer::close);
    server = Optional.empty();
  }

  /** Takes every word from the restored configuration. */
  private void isolate() throws IOException {
    if (setup.folder().toString().getBytes(StandardCharsets.UTF_8).length > MAX_FOLDER_LENGTH) {
      throw new BackstayException(
          ErrorCode.TARGET_UNWRITABLE,
          "the path %s is too long for a socket; choose a scratch directory with a shorter one"
              .formatted(setup.folder()));
    }
    Files.createDirectories(setup.folder());
    Files.setPosixFilePermissions(setup.folder(), PosixFilePermissions.fromString("rwx------"));
    user.own(setup.folder());
    write(ACCESS, "local all all trust\n");
    write(NAMES, "");
    StringBuilder text = new StringBuilder();
    ScratchSettings.of(setup.programs().major(), setup.folder(), setup.source())
        .forEach((name, value) ->
            text.append(name).append(" = ").append(RecoverySettings.quote(value)).append('\n'));
    write(CONFIGURATION, text.toString());
    keepRecoveryAlone(setup.data().resolve("postgresql.auto.conf"));
    Files.deleteIfExists(setup.data().resolve("postmaster.pid"));
  }

  /** What a server reads after its own configuration says nothing but how to recover. */
  private static void keepRecoveryAlone(Path auto) throws IOException {
    if (!Files.exists(auto)) {
      return;
    }
    List<String> kept;
    try (Stream<String> lines = Files.lines(auto, StandardCharsets.ISO_8859_1)) {
      kept =
          lines
              .filter(line ->
                  line.startsWith(DataDirectory.IN_PLACE + " ")
                      || RecoverySettings.ALL.stream()
                          .anyMatch(name -> line.startsWith(name + " ")))
              .toList();
    }
    Files.write(auto, kept, StandardCharsets.ISO_8859_1);
  }

  private void write(String name, String text) throws IOException {
    Path file = setup.folder().resolve(name);
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    user.own(file);
  }

  private void run() {
    launch();
    try (Connection connection = await()) {
      if (!connection.isValid(0)) {
        throw new SQLException("the connection was lost at once");
      }
    } catch (SQLException e) {
      if (!NO_SUCH_ROLE.equals(e.getSQLState())) {
        throw failed("does not take connections: " + e.getMessage(), e);
      }
      makeSuperuser();
    }
  }

  /** No role of the usual name: makes one while nobody else can be in the server. */
  private void makeSuperuser() {
    stop();
    Path statement = setup.folder().resolve("role.sql");
    try {
      write("role.sql", "CREATE ROLE " + OWN_SUPERUSER + " LOGIN SUPERUSER\n");
    } catch (IOException e) {
      throw failed("could not be entered", e);
    }
    command()
        .run(
            List.of(
                setup.programs().program("postgres"),
                "--single",
                "-D",
                setup.data().toString(),
                "-c",
                "config_file=" + setup.folder().resolve(CONFIGURATION),
                "template1"),
            Optional.of(statement));
    superuser = OWN_SUPERUSER;
    launch();
    try (Connection connection = await()) {
      if (!connection.isValid(0)) {
        throw new SQLException("the connection was lost at once");
      }
    } catch (SQLException e) {
      throw failed("does not take connections: " + e.getMessage(), e);
    }
  }

  private void launch() {
    try {
      server =
          Optional.of(
              GuardedServer.start(
                  user.command(
                      List.of(
                          setup.programs().program("postgres"),
                          "-D",
                          setup.data().toString(),
                          "-c",
                          "config_file=" + setup.folder().resolve(CONFIGURATION))),
                  setup.folder(),
                  log));
    } catch (IOException e) {
      throw failed("could not be started", e);
    }
  }

  /** Waits until recovery has ended; before that, connections are refused. */
  private Connection await() throws SQLException {
    long looks = setup.limit().toMillis() / LOOK_MILLIS + 1;
    for (long look = 0; look < looks; look++) {
      try {
        return open("template1", superuser);
      } catch (SQLException e) {
        boolean starting = e.getSQLState() == null || !e.getSQLState().startsWith("28");
        if (NO_SUCH_DATABASE.equals(e.getSQLState()) || !starting) {
          throw e;
        }
        // Waits a moment for that.
        if (server.isEmpty() || server.get().endsWithin(LOOK_MILLIS)) {
          throw failed(
              isOfTheMachine() ? ErrorCode.START_FAILED : ErrorCode.RECOVERY_FAILED,
              "ended by itself",
              e);
        }
        if (!IS_STARTING.equals(e.getSQLState()) && !e.getSQLState().startsWith("08")) {
          throw e;
        }
      }
    }
    throw failed("had not ended its recovery after " + setup.limit(), null);
  }

  /** Whether it was not the backup that ended it. */
  private boolean isOfTheMachine() {
    return server.filter(GuardedServer::wasHindered).isPresent() || MachineTrouble.isToldIn(log);
  }

  private Connection open(String database, String role) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("socketFactory", UnixSockets.class.getName());
    properties.setProperty(
        "socketFactoryArg", setup.folder().resolve(".s.PGSQL." + PORT).toString());
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("options", NO_LIBRARIES);
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    Connection connection = new Driver().connect("jdbc:postgresql://localhost/" + name, properties);
    if (connection == null) {
      throw new SQLException("the driver does not take the name of database " + database);
    }
    return connection;
  }

  private ServerCommand command() {
    return new ServerCommand(user, setup.folder(), setup.folder().resolve("command.log"));
  }

  private void endAfter(RuntimeException cause) {
    try {
      close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private BackstayException failed(String what, @Nullable Exception cause) {
    return failed(ErrorCode.START_FAILED, what, cause);
  }

  private BackstayException failed(ErrorCode code, String what, @Nullable Exception cause) {
    return new BackstayException(
        code,
        "the scratch server on %s %s; its last words: %s"
            .formatted(setup.data(), what, lastWords(log)),
        cause);
  }

  static String lastWords(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      List<String> all = lines.filter(line -> !line.isBlank()).toList();
      return String.join(" | ", all.subList(Math.max(0, all.size() - LOG_LINES), all.size()));
    } catch (IOException e) {
      return "none in " + log;
    }
  }
}
