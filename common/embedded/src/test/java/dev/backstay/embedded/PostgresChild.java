package dev.backstay.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A JVM that has a database. */
final class PostgresChild {
  private PostgresChild() {}

  public static void main(String[] arguments) throws IOException {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.start(PostgresSettings.in(Path.of(arguments[0]), new SecureRandom()))) {
      ChildJvm.serve(server.jdbcUrl());
    }
  }
}
