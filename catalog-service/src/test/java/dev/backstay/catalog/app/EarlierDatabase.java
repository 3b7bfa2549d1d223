package dev.backstay.catalog.app;

import dev.backstay.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.flywaydb.core.Flyway;

/**
 * A catalog's database as version 3 of its tables left it, filled and in use: what a service finds
 * that was updated. No topic tells of what it holds.
 */
final class EarlierDatabase {
  /** The source of all its rows. */
  static final String SOURCE = "left-over";

  /** When it was filled from the topics. */
  static final Instant FILLED = Instant.parse("2026-11-01T00:00:00Z");

  private static final String BACKUP = "'7e57ab1e-0000-4000-8000-000000000001'";
  private static final String AT = "'" + FILLED + "'";
  private static final List<String> ROWS =
      List.of(
          """
          insert into catalog.event (id, type, subject, source, backup, at, envelope)
            values (%s, 'DUMP_COMPLETED', '%s', '%s', %s, %s, '{}')
          """
              .formatted(BACKUP, SOURCE, SOURCE, BACKUP, AT),
          """
          insert into catalog.backup
              (id, source, kind, state, captured_at, offered, destinations, sound, tags, record)
            values (%s, '%s', 'FULL', 'PROVEN', %s, true, '{near}', '{near}', '{nightly}', '{}')
          """
              .formatted(BACKUP, SOURCE, AT),
          "insert into catalog.source values ('%s', '{}')".formatted(SOURCE),
          "insert into catalog.stream values ('%s', '{}')".formatted(SOURCE),
          "insert into catalog.destination values ('%s', '{}')".formatted(SOURCE),
          "insert into catalog.prune values (%s, '%s', %s, '{}')".formatted(BACKUP, SOURCE, AT),
          "insert into catalog.restore values (%s, '%s', %s, %s, '{}')"
              .formatted(BACKUP, SOURCE, BACKUP, AT),
          "insert into catalog.scheduler values ('%s', %s, '{}')".formatted(SOURCE, AT),
          "insert into catalog.rebuild values (%s, %s, 1)".formatted(AT, AT));

  private EarlierDatabase() {}

  static void fill(EmbeddedPostgres server) {
    String password = server.password().text();
    Flyway.configure(EarlierDatabase.class.getClassLoader())
        .dataSource(server.jdbcUrl(), EmbeddedPostgres.USER, password)
        .locations("db/catalog")
        .schemas("catalog")
        .defaultSchema("catalog")
        .target("3")
        .load()
        .migrate();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), EmbeddedPostgres.USER, password);
        Statement statement = connection.createStatement()) {
      for (String row : ROWS) {
        statement.execute(row);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the tables of version 3 could not be filled", e);
    }
  }
}
