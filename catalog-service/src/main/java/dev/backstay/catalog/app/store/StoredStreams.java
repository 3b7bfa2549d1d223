package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.StreamPiece;
import dev.backstay.catalog.query.Streams;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.PhysicalBase;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Answers about streams from their table, and from the columns of backups that tell of them. */
@ApplicationScoped
@Transactional
class StoredStreams implements Streams {
  private static final String HELD =
      """
      select id, tags, sound from BackupRow
      where source = :source and (kind = 'WAL' or array_contains(tags, :physical))
        and state not in ('FORGOTTEN', 'DELETED')
      order by capturedAt desc, id desc\
      """;

  private static final String GONE =
      """
      select id, tags, sound from BackupRow
      where source = :source and kind = 'WAL' and state in ('FORGOTTEN', 'DELETED')
      order by capturedAt desc, id desc\
      """;

  private final EntityManager session;

  StoredStreams(@PersistenceUnit("catalog") EntityManager session) {
    this.session = session;
  }

  @Override
  public List<StreamRecord> all() {
    return session
        .createQuery("from StreamRow order by source", StreamRow.class)
        .setMaxResults(Overview.MAX_LISTED)
        .getResultList()
        .stream()
        .map(StreamRow::state)
        .toList();
  }

  @Override
  public Optional<StreamRecord> one(SourceName source) {
    return Optional.ofNullable(session.find(StreamRow.class, source.value())).map(StreamRow::state);
  }

  @Override
  public List<StreamPiece> pieces(SourceName source) {
    Stream<StreamPiece> held =
        of(HELD, source)
            .setParameter("physical", PhysicalBase.TAG)
            .setMaxResults(MAX_PIECES)
            .getResultStream()
            .map(row -> piece(row, false));
    Stream<StreamPiece> gone =
        of(GONE, source).setMaxResults(REMOVED).getResultStream().map(row -> piece(row, true));
    return Stream.concat(held, gone).toList();
  }

  /** Without the whole of each backup, which is most of a row. */
  private TypedQuery<Tuple> of(String query, SourceName source) {
    return session.createQuery(query, Tuple.class).setParameter("source", source.value());
  }

  private static StreamPiece piece(Tuple row, boolean removed) {
    return new StreamPiece(
        new BackupId(row.get(0, UUID.class)),
        List.of(row.get(1, String[].class)),
        Arrays.stream(row.get(2, String[].class)).map(DestinationName::new).toList(),
        removed);
  }
}
