package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.RolledUpTo;
import dev.backstay.catalog.query.StreamPiece;
import dev.backstay.catalog.query.Streams;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.PhysicalBase;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
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
        and state not in ('FORGOTTEN', 'DELETED') and capturedAt >= :since
      order by capturedAt desc, id desc\
      """;

  private static final String ROLLED_UP =
      """
      select place, rolled_system, rolled_timeline, max(rolled_to)
      from catalog.backup, unnest(published) as place
      where source = :source and kind = 'WAL' and captured_at >= :since and rolled_to is not null
      group by place, rolled_system, rolled_timeline\
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
  public List<StreamPiece> pieces(SourceName source, Instant since) {
    return session
        .createQuery(HELD, Tuple.class)
        .setParameter("source", source.value())
        .setParameter("physical", PhysicalBase.TAG)
        .setParameter("since", since)
        .setMaxResults(MAX_PIECES)
        .getResultStream()
        .map(StoredStreams::piece)
        .toList();
  }

  @Override
  @SuppressWarnings("unchecked") // what a native query with a type for its rows returns
  public List<RolledUpTo> rolledUp(SourceName source, Instant since) {
    return ((Stream<Tuple>)
            session
                .createNativeQuery(ROLLED_UP, Tuple.class)
                .setParameter("source", source.value())
                .setParameter("since", since)
                .getResultStream())
        .map(row ->
            new RolledUpTo(
                new DestinationName(row.get(0, String.class)),
                new SystemIdentifier(row.get(1, String.class)),
                row.get(2, Integer.class),
                new StreamPosition(row.get(3, Long.class))))
        .toList();
  }

  /** Without the whole of each backup, which is most of a row. */
  private static StreamPiece piece(Tuple row) {
    return new StreamPiece(
        new BackupId(row.get(0, UUID.class)),
        List.of(row.get(1, String[].class)),
        Arrays.stream(row.get(2, String[].class)).map(DestinationName::new).toList());
  }
}
