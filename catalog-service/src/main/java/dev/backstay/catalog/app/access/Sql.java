package dev.backstay.catalog.app.access;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Single statements, each its own transaction. */
@ApplicationScoped
class Sql {
  private final AgroalDataSource catalog;

  Sql(@DataSource("catalog") AgroalDataSource catalog) {
    this.catalog = catalog;
  }

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Changes rows; says how many. */
  int change(String statement, @Nullable Object... parameters) {
    try (Connection connection = catalog.getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      fill(prepared, parameters);
      return prepared.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  <T> List<T> read(String statement, Row<T> form, @Nullable Object... parameters) {
    try (Connection connection = catalog.getConnection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      fill(prepared, parameters);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = prepared.executeQuery()) {
        while (rows.next()) {
          found.add(form.read(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static void fill(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      statement.setObject(
          i + 1,
          value instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : value);
    }
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Optional<Instant> perhaps(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static BackstayException failed(SQLException cause) {
    return new BackstayException(
        ErrorCode.DATABASE_UNREACHABLE, "the catalog's database did not answer", cause);
  }
}
