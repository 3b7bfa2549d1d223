package dev.backstay.cli.console;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that one run of a command takes from outside. Made by {@code Main}, or by a test.
 *
 * @param environment the variables of the process
 * @param home the user's home directory
 * @param zone in which instants are shown to people
 * @param out where results go
 * @param err where progress, warnings and errors go
 * @param columns of the terminal behind {@code err}; none where it is not a terminal
 */
public record World(
    Map<String, String> environment,
    Path home,
    Identity identity,
    InstantSource clock,
    ZoneId zone,
    SecureRandom random,
    PrintStream out,
    PrintStream err,
    OptionalInt columns) {
  public World {
    environment = Map.copyOf(environment);
  }

  /** Who this process is, for locks, keys and snapshots. */
  public record Identity(String hostname, String username, long pid) {}

  /** A variable of the environment that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
