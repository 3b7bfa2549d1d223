package dev.backstay.catalog.app.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The table of restores, read. */
@ApplicationScoped
class RestoreRows implements PanacheRepositoryBase<RestoreRow, UUID> {}
