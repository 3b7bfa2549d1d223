package dev.backstay.vault.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backstay.store.BlobStat;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Sample;
import dev.backstay.vault.SettableClock;
import dev.backstay.vault.Vault;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.prune.PruneOptions;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.stats.VaultStats.Amount;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CensusTest {
  private final SettableClock clock = new SettableClock();
  private final BlobStore store = new MemoryBlobStore(clock);
  private final Vault vault = Sample.init(store, clock);

  @Test
  void sharedContentCountsOnceAsStoredAndEachTimeAsRestored() {
    // Given
    Map<String, byte[]> files = Map.of("a", new byte[40_960], "b", Sample.bytes(1, 40_960));
    Sample.backUp(vault, files);
    Sample.backUp(vault, files);

    // When
    VaultStats stats = vault.stats(Progress.SILENT);

    // Then
    AtomicLong stored = new AtomicLong();
    store.list("", (BlobStat stat) -> stored.addAndGet(stat.size()));
    assertThat(stats.storedBytes()).isEqualTo(stored.get());
    assertThat(stats.snapshots()).isEqualTo(2);
    assertThat(stats.restoreBytes()).isEqualTo(2 * 2 * 40_960);
    assertThat(stats.blobs()).isEqualTo(1 + 10 + 2); // the zeros, the others, two directories
    assertThat(stats.duplicates()).isZero();
    assertThat(stats.deduplicationRatio()).isCloseTo(3.5, within(0.3));
    assertThat(stats.compressionRatio()).isGreaterThan(1);
  }

  @Test
  void orphansAndMarkedPacksAreTold() {
    // Given
    StoredSnapshot gone = Sample.backUp(vault, Map.of("a", Sample.bytes(1, 9000)));
    vault.forget(List.of(gone.id()));
    byte[] orphan = Sample.bytes(2, 700);
    vault.objects().put(ObjectKind.PACK, VaultObjects.hash(orphan), orphan);

    // When
    var _ = vault.prune(PruneOptions.DEFAULTS, Progress.SILENT);
    VaultStats stats = vault.stats(Progress.SILENT);

    // Then
    assertThat(stats.orphans()).isEqualTo(new Amount(1, 700));
    assertThat(stats.marked()).isEqualTo(stats.packs());
    assertThat(stats.packs().count()).isEqualTo(3);
    assertThat(stats.restoreBytes()).isZero();
  }
}
