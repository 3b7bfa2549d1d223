package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.CatalogStore;
import io.quarkus.hibernate.orm.PersistenceUnit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;

/** The catalog's states and events in PostgreSQL. */
@ApplicationScoped
class PostgresCatalogStore implements CatalogStore {
  /** Held by the one transaction that writes; the number is ours for ever. */
  private static final long WRITER_LOCK = 0xBAC57A70CA7AL;

  private final StatelessSession session;
  private final FeedSignal signal;

  PostgresCatalogStore(@PersistenceUnit("catalog") StatelessSession session, FeedSignal signal) {
    this.session = session;
    this.signal = signal;
  }

  @Override
  public void transaction(Consumer<Transaction> work) {
    try {
      QuarkusTransaction.requiringNew()
          .run(() -> {
            session
                .createNativeQuery("select pg_advisory_xact_lock(:lock)", Object.class)
                .setParameter("lock", WRITER_LOCK)
                .getSingleResultOrNull();
            work.accept(new StatelessTransaction(session));
          });
    } catch (RuntimeException e) {
      throw DatabaseFailures.translate(e);
    }
    signal.raise();
  }

  @Override
  public Optional<RebuildNote> newestRebuild() {
    try {
      return QuarkusTransaction.requiringNew().call(this::readNewestRebuild);
    } catch (RuntimeException e) {
      throw DatabaseFailures.translate(e);
    }
  }

  private Optional<RebuildNote> readNewestRebuild() {
    return session
        .createQuery("from RebuildRow order by startedAt desc", RebuildRow.class)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .map(
            row -> new RebuildNote(row.startedAt, Optional.ofNullable(row.finishedAt), row.events));
  }
}
