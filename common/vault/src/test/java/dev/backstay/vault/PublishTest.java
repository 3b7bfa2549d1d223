package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.StoreOperation;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a writer does whose lock others took for stale. */
class PublishTest {
  private final BlobStore store = VaultFixture.memory();
  private final Vault vault = VaultFixture.create(store, VaultFixture.options());

  @Test
  void aSnapshotIsPublishedWhenNothingItNeedsIsGone() {
    // Given
    SampleFiles files = SampleFiles.seeded(1);
    StoredSnapshot stored;
    try (VaultWriter writer = vault.writer()) {
      BlobId tree = files.store(writer);
      deleteAll("locks");

      // When
      stored = writer.publish(SampleFiles.snapshot(tree));
    }

    // Then
    files.requireIn(vault, stored);
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  @Test
  void nothingIsPublishedWhenAPruneTookWhatWasStored() {
    // Given: a prune that ran between the last pack and the look for it
    BlobStore pruned =
        FaultyBlobStore.wrap(
            store,
            call -> {
              if (call.operation() == StoreOperation.LIST && call.subject().equals("data")) {
                deleteAll("data");
              }
              return Optional.empty();
            });
    try (VaultWriter writer = VaultFixture.open(pruned, VaultFixture.options()).writer()) {
      BlobId tree = SampleFiles.seeded(1).store(writer);
      deleteAll("locks");

      // Then
      assertCode(ErrorCode.LOCK_LOST, () -> writer.publish(SampleFiles.snapshot(tree)));
    }
    assertThat(VaultFixture.names(store, "snapshots")).isEmpty();
  }

  @Test
  void nothingIsPublishedWhileSomeoneDeletes() {
    var elsewhere = new LockHolder("other-host", "someone", 7);
    var options = VaultOptions.defaults(elsewhere, Instant::now, new SecureRandom());
    try (VaultWriter writer = vault.writer()) {
      BlobId tree = SampleFiles.seeded(1).store(writer);
      deleteAll("locks");
      try (var _ = VaultFixture.open(store, options).lock(true)) {
        assertCode(ErrorCode.VAULT_LOCKED, () -> writer.publish(SampleFiles.snapshot(tree)));
      }
    }
    assertThat(VaultFixture.names(store, "snapshots")).isEmpty();
  }

  private void deleteAll(String prefix) {
    VaultFixture.names(store, prefix).forEach(name -> store.delete(BlobName.of(name)));
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
