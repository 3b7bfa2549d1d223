package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.DestinationRecord;
import dev.backstay.catalog.projection.SchedulerRecord;
import dev.backstay.catalog.query.Overview;
import dev.backstay.catalog.query.SourceOverview;
import dev.backstay.contract.policy.SourceName;
import io.quarkus.hibernate.orm.PersistenceUnit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** Answers about sources, destinations and schedulers from their tables. */
@ApplicationScoped
@Transactional
class StoredOverview implements Overview {
  private final EntityManager session;

  StoredOverview(@PersistenceUnit("catalog") EntityManager session) {
    this.session = session;
  }

  @Override
  public List<SourceOverview> sources() {
    return rows("from SourceRow order by name", SourceRow.class).stream()
        .map(StoredOverview::overview)
        .toList();
  }

  @Override
  public Optional<SourceOverview> source(SourceName source) {
    return Optional.ofNullable(session.find(SourceRow.class, source.value()))
        .map(StoredOverview::overview);
  }

  private static SourceOverview overview(SourceRow row) {
    return new SourceOverview(new SourceName(row.name), row.state());
  }

  @Override
  public List<DestinationRecord> destinations() {
    return rows("from DestinationRow order by name", DestinationRow.class).stream()
        .map(DestinationRow::state)
        .toList();
  }

  @Override
  public List<SchedulerRecord> schedulers() {
    return rows("from SchedulerRow order by instance", SchedulerRow.class).stream()
        .map(SchedulerRow::state)
        .toList();
  }

  private <R> List<R> rows(String query, Class<R> type) {
    return session.createQuery(query, type).setMaxResults(MAX_LISTED).getResultList();
  }
}
