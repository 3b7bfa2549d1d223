package dev.backstay.vault.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.StoreOperation;
import dev.backstay.vault.SampleFiles;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexLoaderTest {
  @TempDir Path cache;

  private final BlobStore bare = VaultFixture.memory();
  private final FaultyBlobStore store = FaultyBlobStore.wrap(bare, FaultPlan.none());

  @BeforeEach
  void backUpTwice() {
    Vault vault = VaultFixture.create(bare, VaultFixture.options());
    SampleFiles.seeded(1).backUp(vault);
    SampleFiles.seeded(2).backUp(vault);
  }

  @Test
  void eachFileIsFetchedOnce() throws IOException {
    // When
    IndexLoader.Loaded first = load();
    IndexLoader.Loaded second = load();

    // Then
    assertThat(indexReads()).isEqualTo(2);
    assertThat(second.files()).isEqualTo(first.files()).hasSize(2);
    assertThat(second.index().size()).isEqualTo(first.index().size());
    assertThat(cached()).hasSize(2);
  }

  @Test
  void damageInTheCacheIsMendedFromTheVault() throws IOException {
    // Given
    int size = load().index().size();
    Files.write(cached().getFirst(), new byte[] {1, 2, 3});
    Files.delete(cached().getLast());

    // Then
    assertThat(load().index().size()).isEqualTo(size);
    assertThat(indexReads()).isEqualTo(4);
    assertThat(load().index().size()).isEqualTo(size);
    assertThat(indexReads()).isEqualTo(4);
  }

  @Test
  void whatTheVaultNoLongerHoldsLeavesTheCache() throws IOException {
    // Given
    load();
    String gone = VaultFixture.names(bare, "index").iterator().next();
    Path interrupted = cached().getFirst().resolveSibling(".fetch123");
    Files.createFile(interrupted);

    // When
    bare.delete(BlobName.of(gone));
    load();

    // Then
    assertThat(cached()).hasSize(1);
    assertThat(interrupted).doesNotExist();
  }

  @Test
  void aCacheThatCannotBeUsedIsDoneWithout() throws IOException {
    // Given: a file where the directory of the cache should be
    Path file = Files.createFile(cache.resolve("file"));

    // Then
    var options = VaultFixture.options().withCacheDirectory(file);
    assertThat(VaultFixture.open(store, options).loadIndex().files()).hasSize(2);
  }

  @Test
  void aDamagedIndexIsNamed() {
    String name = VaultFixture.names(bare, "index").iterator().next();
    byte[] bytes = bare.read(BlobName.of(name));
    bytes[bytes.length / 2] ^= 1;
    VaultFixture.put(bare, BlobName.of(name), bytes);
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT))
        .hasMessageContaining(name);
  }

  private IndexLoader.Loaded load() {
    var options = VaultFixture.options().withCacheDirectory(cache);
    return VaultFixture.open(store, options).loadIndex();
  }

  private long indexReads() {
    return store.calls().stream()
        .filter(call -> call.operation() == StoreOperation.READ)
        .filter(call -> call.subject().startsWith("index/"))
        .count();
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> paths = Files.walk(cache)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }
}
