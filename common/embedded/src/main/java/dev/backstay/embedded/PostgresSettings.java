package dev.backstay.embedded;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalInt;

/**
 * How an embedded PostgreSQL server runs.
 *
 * @param directory of everything it keeps: binaries, data, password and log; made when it is new
 * @param port on loopback; a free one when not given
 * @param random where its password comes from
 */
public record PostgresSettings(Path directory, OptionalInt port, SecureRandom random) {
  /** On a free port. */
  public static PostgresSettings in(Path directory, SecureRandom random) {
    return new PostgresSettings(directory, OptionalInt.empty(), random);
  }

  public PostgresSettings withPort(int given) {
    return new PostgresSettings(directory, OptionalInt.of(given), random);
  }
}
