package dev.backstay.vault.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.session.WriteSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadingTest {
  private final BlobStore store = VaultFixture.memory();
  private final Vault vault = VaultFixture.create(store, VaultFixture.options());
  private final BlobIndex index = new BlobIndex();

  @Test
  void bulkReadsGiveEachBlobOnce() {
    // Given
    Map<BlobId, byte[]> blobs = write(new Random(1), 500, 60_000);
    List<BlobId> wanted = new ArrayList<>(blobs.keySet());
    Collections.shuffle(wanted, new Random(2));
    wanted.addAll(wanted.subList(0, 50));
    Map<BlobId, Integer> times = new ConcurrentHashMap<>();

    // When
    try (var reader = bulk()) {
      reader.read(
          wanted,
          (id, bytes, length) -> {
            assertThat(Arrays.copyOf(bytes, length)).isEqualTo(blobs.get(id));
            times.merge(id, 1, Integer::sum);
          });
    }

    // Then
    assertThat(times.keySet()).isEqualTo(blobs.keySet());
    assertThat(times.values()).containsOnly(1);
  }

  @Test
  void aFlippedBitIsFoundAndNamed() {
    // Given
    Map<BlobId, byte[]> blobs = write(new Random(3), 5, 5_000);
    BlobName pack = ObjectKind.PACK.name(index.packs().getFirst());
    byte[] bytes = store.read(pack);
    bytes[40] ^= 1;
    VaultFixture.put(store, pack, bytes);

    // Then
    BlobId first = index.at(0).blob().id();
    assertDamage(ErrorCode.OBJECT_CORRUPT, pack.value(), () -> readOne(first));
    assertDamage(ErrorCode.OBJECT_CORRUPT, pack.value(), () -> readAll(blobs));
  }

  @Test
  void aMissingPackIsNamed() {
    Map<BlobId, byte[]> blobs = write(new Random(4), 5, 5_000);
    BlobName pack = ObjectKind.PACK.name(index.packs().getFirst());
    store.delete(pack);
    assertDamage(ErrorCode.OBJECT_MISSING, pack.value(), () -> readAll(blobs));
    assertDamage(
        ErrorCode.OBJECT_MISSING, pack.value(), () -> readOne(blobs.keySet().iterator().next()));
  }

  @Test
  void aTruncatedPackIsNamed() {
    Map<BlobId, byte[]> blobs = write(new Random(5), 5, 5_000);
    BlobName pack = ObjectKind.PACK.name(index.packs().getFirst());
    VaultFixture.put(store, pack, Arrays.copyOf(store.read(pack), 100));
    assertDamage(ErrorCode.OBJECT_CORRUPT, pack.value(), () -> readAll(blobs));
  }

  @Test
  void aBlobThatNoIndexKnowsIsNamed() {
    BlobId id = new BlobId(1, 2, 3, 4);
    assertDamage(ErrorCode.OBJECT_MISSING, id.hex(), () -> readOne(id));
    assertDamage(ErrorCode.OBJECT_MISSING, id.hex(), () -> readAll(Map.of(id, new byte[0])));
  }

  @Test
  void anotherCopyIsReadWhereOneIsDamaged() {
    // Given: the same blobs in two packs
    Map<BlobId, byte[]> blobs = write(new Random(6), 5, 5_000);
    BlobId damaged = index.packs().getFirst();
    write(new Random(6), 5, 5_000);
    assertThat(index.packs()).hasSize(2);
    VaultFixture.put(store, ObjectKind.PACK.name(damaged), new byte[100_000]);

    // Then
    blobs.forEach((id, bytes) -> assertThat(readOne(id)).isEqualTo(bytes));
  }

  private byte[] readOne(BlobId id) {
    try (var reader = new BlobReader(vault.objects(), index, vault::bench)) {
      return reader.read(BlobType.DATA, id);
    }
  }

  private void readAll(Map<BlobId, byte[]> blobs) {
    try (var reader = bulk()) {
      reader.read(blobs.keySet(), (_, _, _) -> {});
    }
  }

  private BulkReader bulk() {
    return new BulkReader(vault.objects(), index, vault::bench, 3);
  }

  private Map<BlobId, byte[]> write(Random random, int count, int longest) {
    Map<BlobId, byte[]> blobs = new HashMap<>();
    var setup =
        new WriteSession.Setup(vault.objects(), index, _ -> true, vault::bench, 2, 1, 4 << 20);
    try (var session = new WriteSession(setup)) {
      for (int i = 0; i < count; i++) {
        byte[] bytes = new byte[1 + random.nextInt(longest)];
        random.nextBytes(bytes);
        blobs.put(session.store(BlobType.DATA, bytes), bytes);
      }
      session.flush();
    }
    return blobs;
  }

  private static void assertDamage(ErrorCode code, String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(name);
  }
}
