package dev.backstay.vault.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobStore;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.StoreOperation;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.object.ObjectKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {
  private static final int ROUNDS = 500 * Integer.getInteger("backstay.rounds", 4);
  private static final BlobId ID = BlobId.parse("0123456789abcdef".repeat(4));
  private static final Snapshot SNAPSHOT =
      new Snapshot(
          Instant.parse("2026-01-02T03:04:05.123456789Z"),
          ID,
          Optional.of(ID),
          List.of("/a \"b\"\n", "/\u00e9\ud83d\ude00"),
          "host",
          "user",
          List.of("one", "two"),
          List.of("*.tmp"));

  private final BlobStore store = VaultFixture.memory();
  private final Vault vault = VaultFixture.create(store, VaultFixture.options());
  private final Snapshots snapshots = vault.snapshots();

  @Test
  void whatIsEncodedDecodes() throws IOException {
    assertThat(SnapshotFile.decode(SnapshotFile.encode(SNAPSHOT))).isEqualTo(SNAPSHOT);
    Snapshot plain =
        new Snapshot(Instant.EPOCH, ID, Optional.empty(), List.of(), "", "", List.of(), List.of());
    assertThat(SnapshotFile.decode(SnapshotFile.encode(plain))).isEqualTo(plain);
    assertThat(new String(SnapshotFile.encode(plain), StandardCharsets.UTF_8))
        .doesNotContain("parent", "tags", "excludes");
  }

  @Test
  void severalAreReadAtOnceAndTheirOrderIsThatOfTheirTimes() {
    // Given: a store that answers no read of a snapshot before another one is asked for
    var two = new CyclicBarrier(2);
    try (VaultWriter writer = vault.writer()) {
      for (int second : new int[] {3, 1, 2, 0}) {
        var _ = writer.publish(at(second));
      }
    }
    BlobStore waiting =
        FaultyBlobStore.wrap(
            store,
            call -> {
              if (call.operation() == StoreOperation.READ
                  && call.subject().startsWith("snapshots")) {
                await(two);
              }
              return Optional.empty();
            });

    // When
    List<StoredSnapshot> all = VaultFixture.open(waiting, VaultFixture.options()).snapshots().all();

    // Then
    assertThat(all)
        .extracting(StoredSnapshot::snapshot)
        .containsExactly(at(0), at(1), at(2), at(3));
  }

  private static Snapshot at(int second) {
    return new Snapshot(
        Instant.ofEpochSecond(second),
        ID,
        Optional.empty(),
        List.of(),
        "",
        "",
        List.of(),
        List.of());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      var _ = barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("snapshots are read one by one", e);
    }
  }

  /** As {@code restic cat snapshot} of stock restic 0.14.0 prints it. */
  @Test
  void whatResticWroteIsRead() throws IOException {
    String json =
        """
        {"time":"2026-01-02T05:04:05.5+02:00","parent":"ID","tree":"ID","paths":["/data"],
         "hostname":"host","username":"root","uid":1000,"gid":1000,"excludes":["x"],
         "tags":["a"],"original":"ID","program_version":"restic 0.16"}
        """
            .replace("ID", ID.hex());
    Snapshot snapshot = SnapshotFile.decode(json.getBytes(StandardCharsets.UTF_8));
    assertThat(snapshot.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05.5Z"));
    assertThat(snapshot.parent()).contains(ID);
    assertThat(snapshot.tags()).containsExactly("a");
    assertThat(snapshot.excludes()).containsExactly("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"time\":\"2026-01-02T05:04:05Z\"}",
        "{\"time\":\"noon\",\"tree\":\"ID\"}",
        "{\"time\":\"2026-01-02T05:04:05Z\",\"tree\":\"short\"}",
        "{\"time\":\"2026-01-02T05:04:05Z\",\"tree\":\"ID\",\"tags\":\"a\"}",
        "{\"time\":\"2026-01-02T05:04:05Z\",\"tree\":\"ID\""
      })
  void nonsenseIsRefused(String json) {
    byte[] bytes = json.replace("ID", ID.hex()).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SnapshotFile.decode(bytes)).isInstanceOf(IOException.class);
  }

  @Test
  void mutatedFilesFailOnlyInTheAnnouncedWay() {
    byte[] json = SnapshotFile.encode(SNAPSHOT);
    Random random = new Random(11);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = Arrays.copyOf(json, json.length - random.nextInt(3));
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      try {
        assertThat(SnapshotFile.decode(mutated)).isNotNull();
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @Test
  void snapshotsComeOldestFirstAndTheNewestIsTheLatest() {
    // Given
    assertNotFound(() -> snapshots.find("latest"), "no snapshot yet");
    BlobId newest = write(Instant.parse("2026-03-01T00:00:00Z"));
    BlobId oldest = write(Instant.parse("2026-01-01T00:00:00Z"));
    BlobId middle = write(Instant.parse("2026-02-01T00:00:00Z"));

    // Then
    assertThat(snapshots.all())
        .extracting(StoredSnapshot::id)
        .containsExactly(oldest, middle, newest);
    assertThat(snapshots.find("latest").id()).isEqualTo(newest);
    snapshots.remove(newest);
    assertThat(snapshots.find("latest").id()).isEqualTo(middle);
  }

  @Test
  void aSnapshotIsFoundByAnUnambiguousPrefix() {
    // Given
    BlobId id = write(Instant.EPOCH);

    // Then
    for (int length : new int[] {4, 8, 63, 64}) {
      assertThat(snapshots.find(id.hex().substring(0, length)).id()).isEqualTo(id);
    }
    assertNotFound(() -> snapshots.find(id.hex().substring(0, 3)), "starts with");
    assertNotFound(() -> snapshots.find(""), "starts with");
    assertNotFound(() -> snapshots.find(id.hex() + "0"), "starts with");
    String other = (id.hex().charAt(0) == '0' ? "1" : "0") + id.hex().substring(1, 8);
    assertNotFound(() -> snapshots.find(other), other);
  }

  @Test
  void anAmbiguousPrefixIsRefused() {
    // Given: two files whose names begin alike; only their names are read
    for (long end : new long[] {1, 2}) {
      BlobId id = new BlobId(0x0123456789abcdefL, 0, 0, end);
      VaultFixture.put(store, ObjectKind.SNAPSHOT.name(id), new byte[] {1});
    }

    // Then
    assertNotFound(() -> snapshots.find("01234567"), "2 snapshots");
  }

  @Test
  void aDamagedSnapshotIsNamed() {
    BlobId id = write(Instant.EPOCH);
    byte[] bytes = store.read(ObjectKind.SNAPSHOT.name(id));
    bytes[bytes.length - 1] ^= 1;
    VaultFixture.put(store, ObjectKind.SNAPSHOT.name(id), bytes);
    assertThatThrownBy(() -> snapshots.read(id))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT))
        .hasMessageContaining("snapshots/" + id);
  }

  private BlobId write(Instant time) {
    Snapshot snapshot =
        new Snapshot(time, ID, Optional.empty(), List.of(), "", "", List.of(), List.of());
    return vault.objects().write(ObjectKind.SNAPSHOT, SnapshotFile.encode(snapshot));
  }

  private static void assertNotFound(ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_NOT_FOUND))
        .hasMessageContaining(part);
  }
}
