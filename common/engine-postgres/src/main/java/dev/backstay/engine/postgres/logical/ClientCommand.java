package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.PostgresAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client program on its way: everything about the server is told by the environment of the child
 * alone, never by the command line that all users see.
 *
 * @param output where its standard output goes
 * @param errors where what it complains about goes
 */
record ClientCommand(
    PostgresAddress address, List<String> line, Path folder, Path output, Path errors) {
  /** Failed statements are told whole, so even few failures are many lines; beyond, none is new. */
  static final int MAX_READ = 50_000;

  /** More lines than that make no message. */
  private static final int MAX_TOLD = 3;

  /** Of a line in a message: a statement may name thousands of tables. */
  private static final int MAX_LINE = 500;

  /** How its programs begin what ends them, behind their names. */
  private static final String ERROR = ": error: ";

  /** What a child may know of this process's environment; no secret of ours is among it. */
  private static final Set<String> KEPT =
      Set.of("PATH", "HOME", "TZ", "LD_LIBRARY_PATH", "KRB5CCNAME");

  /** The driver's properties that libpq has variables for. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "sslmode", "PGSSLMODE",
          "sslrootcert", "PGSSLROOTCERT",
          "sslcert", "PGSSLCERT",
          "sslkey", "PGSSLKEY",
          "connectTimeout", "PGCONNECT_TIMEOUT",
          "channelBinding", "PGCHANNELBINDING");

  ClientCommand {
    line = List.copyOf(line);
  }

  /** A command whose words go to files of {@code folder} named after its program. */
  static ClientCommand in(Path folder, PostgresAddress address, List<String> line) {
    String name = Path.of(line.getFirst()).getFileName().toString();
    return new ClientCommand(
        address, line, folder, folder.resolve(name + ".out"), folder.resolve(name + ".err"));
  }

  /** Not started yet; {@code before} is put in front of the command line. */
  ProcessBuilder process(List<String> before) {
    List<String> whole = new ArrayList<>(before);
    whole.addAll(line);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(KEPT);
    PostgresAddress.Host host = address.hosts().getFirst();
    environment.put("PGHOST", host.name());
    environment.put("PGPORT", Integer.toString(host.port()));
    environment.put("PGUSER", address.user());
    environment.put("PGDATABASE", address.database());
    environment.put("PGAPPNAME", "backstay");
    environment.put("LC_ALL", "C"); // what it complains about is read
    address.password().ifPresent(password -> environment.put("PGPASSWORD", password.text()));
    Properties properties = address.properties();
    VARIABLES.forEach((property, variable) -> {
      if (properties.containsKey(property)) {
        environment.put(variable, properties.getProperty(property));
      }
    });
    return builder;
  }

  /** Runs it to its end; its exit status. An interrupt ends it with everything it started. */
  int run() {
    try (GuardedProcess process = GuardedProcess.start(this)) {
      return process.await();
    }
  }

  /** Runs it and fails with that code unless it ends well. */
  void run(ErrorCode failure, String what) {
    int status = run();
    if (status != 0) {
      throw failed(failure, what, status);
    }
  }

  BackstayException failed(ErrorCode code, String what, int status) {
    return new BackstayException(
        code,
        "%s: '%s' ended with status %d: %s"
            .formatted(
                what,
                Path.of(line.getFirst()).getFileName(),
                status,
                failure(MAX_TOLD).stream()
                    .map(line ->
                        line.length() > MAX_LINE ? line.substring(0, MAX_LINE) + "..." : line)
                    .collect(Collectors.joining("; "))));
  }

  /** What it complained of from its first error on, without the warnings before. */
  List<String> failure(int atMost) {
    List<String> all = complaints(MAX_READ);
    List<String> fatal = all.stream().dropWhile(line -> !line.contains(ERROR)).toList();
    return (fatal.isEmpty() ? all : fatal).stream().limit(atMost).toList();
  }

  /** The first of the lines it wrote to standard error. */
  List<String> complaints(int atMost) {
    try (Stream<String> lines = Files.lines(errors, StandardCharsets.ISO_8859_1)) {
      return lines.filter(each -> !each.isBlank()).limit(atMost).toList();
    } catch (IOException e) {
      return List.of("what it said in " + errors + " cannot be read: " + e.getMessage());
    }
  }
}
