package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final VaultOptions options = VaultFixture.options().withCores(1);
  private final Vault vault = VaultFixture.create(VaultFixture.memory(), options);
  private final Recording outbox = new Recording(vault.objects());

  /** Keeps the order in which things came, and every pack's entry, and holds the rest back. */
  private static final class Recording implements Outbox {
    final List<String> order = new ArrayList<>();
    final Map<StoredPack, byte[]> entries = new HashMap<>();
    private final Outbox vault;

    Recording(Outbox vault) {
      this.vault = vault;
    }

    @Override
    public synchronized void storePack(SealedPack pack) {
      vault.storePack(pack);
      entries.put(pack.pack(), pack.entry().get());
      order.add("pack");
    }

    @Override
    public synchronized void storeIndex(BlobId id, byte[] file) {
      order.add("index");
    }

    @Override
    public synchronized void storeSnapshot(BlobId id, byte[] file) {
      order.add("snapshot");
    }

    @Override
    public boolean packsStay() {
      return false;
    }
  }

  @Test
  void everythingComesInTheOrderOfPublishing() {
    // When
    write(outbox, Map.of());

    // Then
    assertThat(outbox.order).containsExactly("pack", "pack", "index", "snapshot");
    assertThat(vault.snapshots().all()).isEmpty();
  }

  @Test
  void whatIsAdoptedIsNotStoredAgainAndIsIndexed() {
    // Given
    write(outbox, Map.of());
    Map<StoredPack, byte[]> entries = Map.copyOf(outbox.entries);
    outbox.order.clear();

    // When
    write(outbox, entries);
    StoredSnapshot snapshot = write(vault.objects(), entries);

    // Then
    assertThat(outbox.order).containsExactly("index", "snapshot");
    SampleFiles.seeded(1).requireIn(vault, snapshot);
  }

  @Test
  void anEntryOfAnotherPackIsRefused() {
    // Given
    write(outbox, Map.of());
    List<StoredPack> packs = List.copyOf(outbox.entries.keySet());
    byte[] entry = Objects.requireNonNull(outbox.entries.get(packs.getLast()));

    // When // Then
    try (VaultWriter writer = vault.writer(outbox, _ -> true)) {
      assertThatThrownBy(() -> writer.adopt(packs.getFirst().id(), entry))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT));
    }
  }

  @Test
  void onlyIndexFilesThatAreReferredToAreNamed() {
    // Given
    SampleFiles.seeded(2).backUp(vault);
    SampleFiles.seeded(1).backUp(vault);

    // When
    try (VaultWriter writer = vault.writer(outbox, _ -> true);
        VaultWriter blind = vault.writer(outbox, _ -> false)) {
      writer.publish(SampleFiles.snapshot(SampleFiles.seeded(1).store(writer)));
      blind.publish(SampleFiles.snapshot(SampleFiles.seeded(1).store(blind)));

      // Then
      assertThat(writer.referredIndexes()).hasSize(1);
      assertThat(writer.stats().packs()).isZero();
      assertThat(blind.referredIndexes()).isEmpty();
      assertThat(blind.stats().packs()).isEqualTo(2);
      assertThat(blind.treePacks()).hasSize(2);
    }
  }

  private StoredSnapshot write(Outbox into, Map<StoredPack, byte[]> adopted) {
    try (VaultWriter writer = vault.writer(into, _ -> true)) {
      adopted.forEach((pack, entry) -> assertThat(writer.adopt(pack.id(), entry)).isEqualTo(pack));
      return writer.publish(SampleFiles.snapshot(SampleFiles.seeded(1).store(writer)));
    }
  }
}
