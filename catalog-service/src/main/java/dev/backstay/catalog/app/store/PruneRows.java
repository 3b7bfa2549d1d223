package dev.backstay.catalog.app.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The table of prunes, read. */
@ApplicationScoped
class PruneRows implements PanacheRepositoryBase<PruneRow, UUID> {}
