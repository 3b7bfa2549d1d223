package dev.backstay.pipeline.staging;

import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A store whose packs, and whatever runs left, seem to be older than any run lives. */
public final class AgedStore extends SwitchedStore {
  private static final Duration AGE = DeadRuns.LONGEST_DEATH.plusHours(1);

  public AgedStore(BlobStore store) {
    super(store);
  }

  @Override
  public Optional<BlobStat> stat(BlobName name) {
    return super.stat(name).map(AgedStore::aged);
  }

  @Override
  public void list(String prefix, Consumer<BlobStat> consumer) {
    super.list(prefix, stat -> consumer.accept(aged(stat)));
  }

  private static BlobStat aged(BlobStat stat) {
    String name = stat.name().value();
    return name.startsWith("runs/") || name.startsWith("data/")
        ? new BlobStat(stat.name(), stat.size(), stat.modified().minus(AGE))
        : stat;
  }
}
