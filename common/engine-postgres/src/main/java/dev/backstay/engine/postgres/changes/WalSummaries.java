package dev.backstay.engine.postgres.changes;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.recovery.TimelineSpan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changed blocks as the server itself sums them up from its WAL, from version 17 on with {@code
 * summarize_wal}. Reads rows through a cursor, so that a summary of any size takes little memory.
 * Uses a session that is in no transaction, of one thread.
 */
public final class WalSummaries {
  private static final int FIRST_VERSION = 17;

  /** Rows fetched at once: about 1 MiB of them. */
  private static final int FETCH_ROWS = 10_000;

  /** How often the summarizer is looked at; it wakes as often as WAL is written. */
  private static final Duration LOOK = Duration.ofMillis(50);

  /** For how long the summarizer may stand still before it is given up. */
  private static final Duration STANDSTILL = Duration.ofSeconds(20);

  private static final String DENIED = "42501";
  private static final String FILE_GONE = "58P01";

  private static final String SUMMARIES =
      """
      SELECT tli, start_lsn::text, end_lsn::text
      FROM pg_available_wal_summaries()
      WHERE tli = ? AND end_lsn > ?::pg_lsn AND start_lsn < ?::pg_lsn
      ORDER BY start_lsn, end_lsn
      """;

  private static final String BLOCKS =
      """
      SELECT reltablespace::int8, reldatabase::int8, relfilenode::int8, relforknumber::int4,
             relblocknumber::int8, is_limit_block
      FROM pg_wal_summary_contents(?, ?::pg_lsn, ?::pg_lsn)
      """;

  private static final String STATE =
      "SELECT summarizer_pid, pending_lsn::text FROM pg_get_wal_summarizer_state()";

  private final Connection session;

  /** A summary the server holds. */
  private record Summary(int timeline, Lsn start, Lsn end) {
    boolean begins(TimelineSpan span) {
      return timeline == span.timeline() && start.equals(span.start());
    }
  }

  public WalSummaries(Connection session) {
    this.session = session;
  }

  /**
   * The changes of WAL spans that follow each other, once the server has summed them up; that is
   * soon after the checkpoint with which a backup starts.
   *
   * <p>The first span starts where a backup did. A summary begins wherever a checkpoint's replay
   * would, so one begins there; where none does the server never had that checkpoint: an older
   * state of it was put back, and its log has gone another way since.
   *
   * @param patience how long to wait for the server at most
   */
  public Changes between(List<TimelineSpan> spans, Duration patience) {
    try {
      if (session.getMetaData().getDatabaseMajorVersion() < FIRST_VERSION) {
        return new Changes.Unknown("the server keeps no WAL summaries before version 17");
      }
      List<Summary> summaries = new ArrayList<>();
      for (TimelineSpan span : spans) {
        Coverage coverage = await(span, patience);
        if (coverage.gap().isPresent()) {
          return new Changes.Unknown(coverage.gap().orElseThrow());
        }
        summaries.addAll(coverage.summaries());
      }
      TimelineSpan first = spans.getFirst();
      if (!first.isEmpty() && summaries.stream().noneMatch(each -> each.begins(first))) {
        return new Changes.Severed(
            "the server never made a checkpoint at %s of timeline %d: an older state was put back"
                .formatted(first.start(), first.timeline()));
      }
      return read(summaries);
    } catch (SQLException e) {
      if (DENIED.equals(e.getSQLState())) {
        return new Changes.Unknown("the user may not read WAL summaries: " + e.getMessage());
      }
      if (FILE_GONE.equals(e.getSQLState())) {
        return new Changes.Unknown("a WAL summary was removed while it was wanted");
      }
      throw new BackstayException(
          ErrorCode.SOURCE_UNREACHABLE, "the server's WAL summaries could not be read", e);
    }
  }

  /** The summaries of a span, or why they leave a gap. */
  private record Coverage(List<Summary> summaries, Optional<String> gap) {}

  private Coverage await(TimelineSpan span, Duration patience) throws SQLException {
    long begun = System.nanoTime();
    long moved = begun;
    String pending = "";
    while (true) {
      List<Summary> summaries = summaries(span);
      Lsn reached = reached(span, summaries);
      if (!reached.isBefore(span.end())) {
        return new Coverage(summaries, Optional.empty());
      }
      boolean later = summaries.stream().anyMatch(summary -> summary.start().isAfter(reached));
      Optional<String> state = later ? Optional.empty() : summarizer();
      long now = System.nanoTime();
      if (state.isPresent() && !state.orElseThrow().equals(pending)) {
        pending = state.orElseThrow();
        moved = now;
      }
      if (state.isEmpty()
          || now - moved > STANDSTILL.toNanos()
          || now - begun > patience.toNanos()) {
        return new Coverage(
            List.of(),
            Optional.of(
                "the server's WAL summaries reach from %s to %s only, not to %s on timeline %d"
                    .formatted(span.start(), reached, span.end(), span.timeline())));
      }
      pause();
    }
  }

  /** How far the summaries go on from the start of the span without a gap. */
  private static Lsn reached(TimelineSpan span, List<Summary> summaries) {
    Lsn reached = span.start();
    for (Summary summary : summaries) {
      if (summary.start().isAfter(reached)) {
        break;
      }
      reached = reached.max(summary.end());
    }
    return reached;
  }

  private List<Summary> summaries(TimelineSpan span) throws SQLException {
    List<Summary> summaries = new ArrayList<>();
    if (span.isEmpty()) {
      return summaries;
    }
    try (PreparedStatement statement = session.prepareStatement(SUMMARIES)) {
      statement.setInt(1, span.timeline());
      statement.setString(2, span.start().toString());
      statement.setString(3, span.end().toString());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          summaries.add(
              new Summary(
                  rows.getInt(1), Lsn.parse(rows.getString(2)), Lsn.parse(rows.getString(3))));
        }
      }
    }
    return summaries;
  }

  /** How far a running summarizer is, as text to compare; empty when none runs. */
  private Optional<String> summarizer() throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(STATE)) {
      if (!row.next() || row.getInt(1) == 0) {
        return Optional.empty();
      }
      return Optional.of(row.getString(2));
    }
  }

  private Changes read(List<Summary> summaries) throws SQLException {
    BlockTable table = new BlockTable();
    boolean commits = session.getAutoCommit();
    session.setAutoCommit(false); // a cursor lives in a transaction
    try (PreparedStatement statement = session.prepareStatement(BLOCKS)) {
      statement.setFetchSize(FETCH_ROWS);
      for (Summary summary : summaries) {
        statement.setInt(1, summary.timeline());
        statement.setString(2, summary.start().toString());
        statement.setString(3, summary.end().toString());
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            note(rows, table);
          }
        }
      }
      session.commit();
    } catch (SQLException e) {
      session.rollback();
      throw e;
    } finally {
      session.setAutoCommit(commits);
    }
    return new Changes.Known(table.finish());
  }

  private static void note(ResultSet row, BlockTable table) throws SQLException {
    RelationNumber relation =
        new RelationNumber((int) row.getLong(1), (int) row.getLong(2), (int) row.getLong(3));
    int fork = row.getInt(4);
    int block = (int) row.getLong(5);
    if (relation.number() == 0) {
      table.wholeDatabase(relation.tablespace(), relation.database());
    } else if (row.getBoolean(6)) {
      table.limit(relation, fork, block);
    } else {
      table.changed(relation, fork, block);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "stopped while waiting for the server's WAL summaries", e);
    }
  }
}
