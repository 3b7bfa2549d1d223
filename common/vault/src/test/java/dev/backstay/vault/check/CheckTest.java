package dev.backstay.vault.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Sample;
import dev.backstay.vault.SettableClock;
import dev.backstay.vault.Vault;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class CheckTest {
  private final SettableClock clock = new SettableClock();
  private final BlobStore store = new MemoryBlobStore(clock);
  private final List<StoredSnapshot> snapshots = new ArrayList<>();
  private Vault vault = Sample.init(new MemoryBlobStore(clock), clock);

  @BeforeEach
  void writeVault() {
    vault = Sample.init(store, clock);
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofHours(1));
      snapshots.add(
          Sample.backUp(
              vault, Map.of("shared", Sample.bytes(1, 9000), "own", Sample.bytes(10 + i, 20_000))));
    }
  }

  @Test
  void aSoundVaultHasNoFindings() {
    // When
    List<Progress.Point> points = new ArrayList<>();
    CheckReport report = vault.check(CheckDepth.READ_DATA, points::add);

    // Then
    assertThat(report.findings()).isEmpty();
    assertThat(report.notices()).isEmpty();
    assertThat(report.locked()).isTrue();
    assertThat(report.seen().snapshots()).isEqualTo(2);
    assertThat(report.seen().trees()).isEqualTo(4);
    assertThat(report.seen().packsRead()).isEqualTo(report.seen().packs()).isEqualTo(4);
    assertThat(points.getLast().bytes()).isEqualTo(points.getLast().bytesTotal()).isPositive();
  }

  @Test
  @Tag("system")
  void aFlippedBitInAnyObjectIsNamedWithItsSnapshots() {
    Random random = new Random(20260301);
    var lock = vault.objects().seal("{\"time\":\"2026-03-01T12:00:00Z\"}".getBytes(UTF_8));
    vault.objects().put(ObjectKind.LOCK, VaultObjects.hash(lock), lock);
    for (BlobName name : Sample.names(store)) {
      long bits = store.read(name).length * 8L;
      for (long bit : new long[] {0, random.nextLong(bits), bits / 2, bits - 1}) {
        // Given
        BlobStore damaged = Sample.clone(store, clock);
        Sample.flip(damaged, name, bit);
        String place = name + " bit " + bit;

        // When
        CheckReport report;
        try (Vault other = Sample.open(damaged, clock)) {
          report = other.check(CheckDepth.READ_DATA, Progress.SILENT);
        } catch (BackstayException e) {
          // Then
          assertThat(name.value()).as(place).matches("config|keys/.*");
          assertThat(e.code()).as(place).isEqualTo(ErrorCode.OBJECT_CORRUPT);
          assertThat(e).as(place).hasMessageContaining(name.value());
          continue;
        }
        assertThat(report.findings()).as(place).anyMatch(found -> found.object().equals(name));
        if (name.value().startsWith("locks/")) {
          assertThat(report.locked()).isFalse();
        } else {
          assertThat(report.findings().stream().flatMap(found -> found.snapshots().stream()))
              .as(place)
              .isNotEmpty();
        }
      }
    }
  }

  @Test
  void damageIsTracedToTheSnapshotsThatNeedTheBlobAndNoOthers() {
    // Given
    BlobId ownOfSecond = packOf(Sample.bytes(11, 4096));
    Sample.flip(store, ObjectKind.PACK.name(ownOfSecond), 800);

    // When
    CheckReport report = vault.check(CheckDepth.READ_DATA, Progress.SILENT);

    // Then
    assertThat(report.findings()).hasSize(1);
    Finding found = report.findings().getFirst();
    assertThat(found.damage()).isEqualTo(Damage.BLOB_BROKEN);
    assertThat(found.object()).isEqualTo(ObjectKind.PACK.name(ownOfSecond));
    assertThat(found.snapshots()).containsExactly(snapshots.getLast().id());
    assertThatThrownBy(report::orFail)
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECK_FAILED))
        .hasMessageContaining(ownOfSecond.hex());
  }

  @Test
  void aMissingPackIsFoundByStructureAlone() {
    // Given
    BlobId pack = packOf(Sample.bytes(1, 4096));
    store.delete(ObjectKind.PACK.name(pack));

    // When
    CheckReport report = vault.check(CheckDepth.STRUCTURE, Progress.SILENT);

    // Then
    assertThat(report.findings()).extracting(Finding::damage).containsExactly(Damage.MISSING);
    assertThat(report.findings().getFirst().snapshots())
        .containsExactlyElementsOf(snapshots.stream().map(StoredSnapshot::id).toList());
    assertThat(report.seen().bytesRead()).isZero();
  }

  @Test
  void aPackCutShortIsFoundByStructureAlone() {
    // Given
    BlobName pack = ObjectKind.PACK.name(packOf(Sample.bytes(1, 4096)));
    byte[] bytes = store.read(pack);
    var _ = store.put(pack, Payload.of(bytes, 0, bytes.length - 1), PutOptions.REPLACE);

    // When // Then
    assertThat(vault.check(CheckDepth.STRUCTURE, Progress.SILENT).findings())
        .extracting(Finding::damage)
        .containsExactly(Damage.WRONG_LENGTH);
  }

  @Test
  void blobsThatNoIndexKnowsAreFoundByStructureAlone() {
    // Given
    for (BlobName name : Sample.names(store)) {
      if (name.value().startsWith("index/")) {
        store.delete(name);
      }
    }

    // When
    CheckReport report = vault.check(CheckDepth.STRUCTURE, Progress.SILENT);

    // Then
    assertThat(report.findings())
        .extracting(Finding::object)
        .containsExactlyInAnyOrderElementsOf(
            snapshots.stream().map(stored -> ObjectKind.SNAPSHOT.name(stored.id())).toList());
    assertThat(report.notices())
        .extracting(Notice::kind)
        .containsOnly(Notice.Kind.ORPHAN_PACK)
        .hasSize(4);
  }

  @Test
  void foreignObjectsAreNoticedAndHarmNothing() {
    // Given
    List<BlobName> foreign =
        List.of(
            BlobName.of("data/readme"),
            BlobName.of("index/thumbs.db"),
            BlobName.of("snapshots/x/y"),
            BlobName.of("keys/old"),
            BlobName.of("locks/none"));
    foreign.forEach(name -> {
      var _ = store.put(name, Payload.of(new byte[] {1}), PutOptions.REPLACE);
    });

    // When
    CheckReport report = vault.check(CheckDepth.READ_DATA, Progress.SILENT);

    // Then
    assertThat(report.isSound()).isTrue();
    assertThat(report.notices())
        .filteredOn(notice -> notice.kind() == Notice.Kind.FOREIGN_OBJECT)
        .extracting(Notice::object)
        .containsExactlyInAnyOrderElementsOf(foreign);
  }

  @Test
  void configAndKeysAreReadAgainThoughTheVaultIsOpen() {
    // Given
    BlobName key = ObjectKind.KEY.name(vault.keyInUse());
    Sample.flip(store, key, 100);
    Sample.flip(store, BlobName.of("config"), 100);

    // When // Then
    assertThat(vault.check(CheckDepth.STRUCTURE, Progress.SILENT).findings())
        .allMatch(found -> found.snapshots().size() == 2)
        .extracting(Finding::object)
        .containsExactlyInAnyOrder(key, BlobName.of("config"));
  }

  @Test
  void partsTogetherReadEveryPackOnce() {
    // When
    long read = 0;
    for (int part = 1; part <= 3; part++) {
      read += vault.check(CheckDepth.part(part, 3), Progress.SILENT).seen().packsRead();
    }

    // Then
    assertThat(read).isEqualTo(4);
  }

  private BlobId packOf(byte[] plain) {
    return vault
        .loadIndex()
        .index()
        .find(BlobType.DATA, VaultObjects.hash(plain))
        .orElseThrow()
        .pack();
  }
}
