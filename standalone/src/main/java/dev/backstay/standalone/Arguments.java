package dev.backstay.standalone;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the platform is started with.
 *
 * @param home where everything it keeps is
 * @param policy the policy file; the one in its home when not given
 * @param httpPort of API and health
 * @param kafkaPort of the broker; a usual one, or a free one when that is taken
 */
record Arguments(Path home, Optional<Path> policy, int httpPort, OptionalInt kafkaPort) {
  static final int DEFAULT_HTTP_PORT = 8480;

  private static final int MAX_PORT = 65_535;
  private static final String USAGE =
      "; usage: backstay up [--home DIRECTORY] [--policy FILE] [--port PORT] [--kafka-port PORT]";

  /** Reads the command line; what it does not say is taken from the environment. */
  static Arguments parse(String[] words, Map<String, String> environment) {
    Path home = home(environment);
    Optional<Path> policy = Optional.ofNullable(environment.get("BACKSTAY_POLICY")).map(Path::of);
    int httpPort =
        Optional.ofNullable(environment.get("BACKSTAY_PORT"))
            .map(text -> port("BACKSTAY_PORT", text))
            .orElse(DEFAULT_HTTP_PORT);
    OptionalInt kafkaPort = OptionalInt.empty();
    for (int i = 0; i < words.length; i += 2) {
      String value = value(words, i);
      switch (words[i]) {
        case "--home" -> home = Path.of(value);
        case "--policy" -> policy = Optional.of(Path.of(value));
        case "--port" -> httpPort = port("--port", value);
        case "--kafka-port" -> kafkaPort = OptionalInt.of(port("--kafka-port", value));
        default -> throw usage("'" + words[i] + "' is no option of 'up'");
      }
    }
    return new Arguments(
        home.toAbsolutePath().normalize(),
        policy.map(path -> path.toAbsolutePath().normalize()),
        httpPort,
        kafkaPort);
  }

  private static String value(String[] words, int option) {
    if (option + 1 == words.length) {
      throw usage("'" + words[option] + "' wants a value");
    }
    return words[option + 1];
  }

  private static Path home(Map<String, String> environment) {
    String given = environment.get("BACKSTAY_HOME");
    if (given != null && !given.isBlank()) {
      return Path.of(given);
    }
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".backstay");
  }

  private static int port(String name, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new BackstayException(ErrorCode.USAGE, notPort(name, text), e);
    }
    throw new BackstayException(ErrorCode.USAGE, notPort(name, text));
  }

  private static String notPort(String name, String text) {
    return name + " is a port from 1 to 65535, not '" + text + "'";
  }

  private static BackstayException usage(String problem) {
    return new BackstayException(ErrorCode.USAGE, problem + USAGE);
  }
}
