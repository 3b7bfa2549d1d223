package dev.backstay.catalog.app.figures;

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

/** Counts backups and failures of every source, in one question. */
@ApplicationScoped
class BackupCounts {
  private static final String QUESTION =
      """
      select b.source, b.offered, b.bytes, b.good, b.failed, b.last_full, coalesce(e.failures, 0)
      from (
        select source,
          count(*) filter (where offered) as offered,
          coalesce(sum(bytes_stored) filter (where cardinality(destinations) > 0), 0) as bytes,
          count(*) filter (where completed_at is not null and captured_at >= ?
            and kind <> 'WAL') as good,
          count(*) filter (where state = 'FAILED' and captured_at >= ?
            and kind <> 'WAL') as failed,
          max(captured_at) filter (where offered and kind = 'FULL') as last_full
        from catalog.backup group by source) b
      left join (
        select source, count(*) as failures from catalog.event
        where type in ('BACKUP_FAILED', 'VERIFICATION_FAILED') and at >= ? group by source) e
      on e.source = b.source\
      """;

  private final AgroalDataSource catalog;

  BackupCounts(@DataSource("catalog") AgroalDataSource catalog) {
    this.catalog = catalog;
  }

  /**
   * The counts of one source.
   *
   * @param offered backups that can be restored; pieces of a stream are none
   * @param bytes that they and the stream added to the vault
   * @param good backups that were captured lately
   * @param failed backups that were given up lately
   */
  record Count(
      String source,
      long offered,
      long bytes,
      long good,
      long failed,
      Optional<Instant> lastFull,
      long failures) {}

  /**
   * Counts.
   *
   * @param lately since when backups count as good or failed
   * @param recently since when failures of stages count
   */
  List<Count> all(Instant lately, Instant recently) {
    try (Connection connection = catalog.getConnection();
        PreparedStatement question = connection.prepareStatement(QUESTION)) {
      question.setObject(1, OffsetDateTime.ofInstant(lately, ZoneOffset.UTC));
      question.setObject(2, OffsetDateTime.ofInstant(lately, ZoneOffset.UTC));
      question.setObject(3, OffsetDateTime.ofInstant(recently, ZoneOffset.UTC));
      List<Count> counts = new ArrayList<>();
      try (ResultSet rows = question.executeQuery()) {
        while (rows.next()) {
          counts.add(
              new Count(
                  rows.getString(1),
                  rows.getLong(2),
                  rows.getLong(3),
                  rows.getLong(4),
                  rows.getLong(5),
                  Optional.ofNullable(rows.getObject(6, OffsetDateTime.class))
                      .map(OffsetDateTime::toInstant),
                  rows.getLong(7)));
        }
      }
      return counts;
    } catch (SQLException e) {
      throw new BackstayException(
          ErrorCode.DATABASE_UNREACHABLE, "the catalog's database did not answer", e);
    }
  }
}
