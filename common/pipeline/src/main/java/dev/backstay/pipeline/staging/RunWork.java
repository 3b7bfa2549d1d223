package dev.backstay.pipeline.staging;

import dev.backstay.vault.VaultWriter;

/** What fills a run: reads a source and hands it to a writer, which leaves it in staging. */
@FunctionalInterface
public interface RunWork {
  /**
   * Stores everything and {@linkplain VaultWriter#publish publishes} exactly one snapshot, which
   * stays unseen until the run is committed.
   */
  RunFacts capture(VaultWriter writer);
}
