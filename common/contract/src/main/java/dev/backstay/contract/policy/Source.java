package dev.backstay.contract.policy;

/** One thing to protect: where its data comes from, and how it is protected. */
public record Source(SourceName name, Origin origin, Protection protection) {
  public Source {
    if (origin instanceof Origin.Postgres postgres
        && postgres.wal().confirmedBy() > protection.destinations().size()) {
      throw new IllegalArgumentException(
          "'wal.confirmed-by: %d' is more than the source has destinations (%d)"
              .formatted(postgres.wal().confirmedBy(), protection.destinations().size()));
    }
  }
}
