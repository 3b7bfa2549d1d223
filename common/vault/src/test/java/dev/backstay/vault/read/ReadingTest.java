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
import java.util.Collection;
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

    // When
    Gathering gathered = readAll(wanted);

    // Then
    assertThat(gathered.lost).isEmpty();
    assertThat(gathered.times.values()).containsOnly(1);
    assertThat(gathered.blobs.keySet()).isEqualTo(blobs.keySet());
    blobs.forEach((id, bytes) -> assertThat(gathered.blobs.get(id)).isEqualTo(bytes));
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
    Gathering gathered = readAll(blobs.keySet());
    assertThat(gathered.blobs).hasSize(4);
    assertLost(gathered, ErrorCode.OBJECT_CORRUPT, List.of(first));
  }

  @Test
  void aMissingPackIsNamed() {
    Map<BlobId, byte[]> blobs = write(new Random(4), 5, 5_000);
    BlobName pack = ObjectKind.PACK.name(index.packs().getFirst());
    store.delete(pack);
    assertLost(readAll(blobs.keySet()), ErrorCode.OBJECT_MISSING, blobs.keySet());
    assertDamage(
        ErrorCode.OBJECT_MISSING, pack.value(), () -> readOne(blobs.keySet().iterator().next()));
  }

  @Test
  void aTruncatedPackIsNamed() {
    Map<BlobId, byte[]> blobs = write(new Random(5), 5, 5_000);
    BlobName pack = ObjectKind.PACK.name(index.packs().getFirst());
    VaultFixture.put(store, pack, Arrays.copyOf(store.read(pack), 100));
    assertLost(readAll(blobs.keySet()), ErrorCode.OBJECT_CORRUPT, blobs.keySet());
  }

  @Test
  void aBlobThatNoIndexKnowsIsNamed() {
    BlobId id = new BlobId(1, 2, 3, 4);
    assertDamage(ErrorCode.OBJECT_MISSING, id.hex(), () -> readOne(id));
    assertLost(readAll(List.of(id)), ErrorCode.OBJECT_MISSING, List.of(id));
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
    Gathering gathered = readAll(blobs.keySet());
    assertThat(gathered.lost).isEmpty();
    blobs.forEach((id, bytes) -> {
      assertThat(readOne(id)).isEqualTo(bytes);
      assertThat(gathered.blobs.get(id)).isEqualTo(bytes);
    });
  }

  private byte[] readOne(BlobId id) {
    try (var reader = new BlobReader(vault.objects(), index, vault::bench)) {
      return reader.read(BlobType.DATA, id);
    }
  }

  private Gathering readAll(Collection<BlobId> ids) {
    Gathering gathered = new Gathering();
    try (var reader = new BulkReader(vault.objects(), index, vault::bench, 3)) {
      reader.read(ids, gathered);
    }
    return gathered;
  }

  /** Keeps what it is given; any thread may give. */
  private static final class Gathering implements BulkReader.BlobSink {
    private final Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<BlobId, Integer> times = new ConcurrentHashMap<>();
    private final Map<BlobId, BackstayException> lost = new ConcurrentHashMap<>();

    @Override
    public void accept(BlobId id, byte[] bytes, int length) {
      blobs.put(id, Arrays.copyOf(bytes, length));
      times.merge(id, 1, Integer::sum);
    }

    @Override
    public void lost(BlobId id, BackstayException cause) {
      lost.put(id, cause);
    }
  }

  private Map<BlobId, byte[]> write(Random random, int count, int longest) {
    Map<BlobId, byte[]> blobs = new HashMap<>();
    var setup =
        new WriteSession.Setup(
            vault.objects(),
            index,
            _ -> true,
            vault::bench,
            vault.options().withPackBytes(4 << 20));
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

  private static void assertLost(Gathering gathered, ErrorCode code, Collection<BlobId> ids) {
    assertThat(gathered.lost.keySet()).hasSameElementsAs(ids);
    assertThat(gathered.lost.values()).extracting(BackstayException::code).containsOnly(code);
  }

  private static void assertDamage(ErrorCode code, String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(name);
  }
}
