package dev.backstay.vault.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.StoreOperation;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.SetClock;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VaultLockTest {
  private static final LockHolder ELSEWHERE = new LockHolder("other-host", "someone", 7);
  private static final LockPace RESTLESS =
      new LockPace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));
  private static final LockPace PATIENT =
      new LockPace(Duration.ofMillis(1), Duration.ofDays(1), Duration.ofDays(1));

  private final SetClock clock = new SetClock();
  private final BlobStore store = new MemoryBlobStore(clock);
  private final VaultOptions options =
      VaultOptions.defaults(VaultFixture.holder(), clock, new SecureRandom());
  private final Vault vault = VaultFixture.create(store, options);

  @Test
  void sharedLocksStandBesideEachOther() {
    try (var first = vault.lock(false);
        var second = vault.lock(false)) {
      first.confirm();
      second.confirm();
      assertThat(VaultFixture.names(store, "locks")).hasSize(2);
      assertThat(first.isSurelyHeld()).isTrue();
    }
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  @Test
  void anInterruptedOwnerGivesItsLockBack(@TempDir Path directory) {
    // Given
    BlobStore local = LocalBlobStore.create(directory.resolve("vault"));
    VaultOptions today =
        VaultOptions.defaults(VaultFixture.holder(), InstantSource.system(), new SecureRandom());
    VaultLock lock = VaultFixture.create(local, today).lock(false);

    // When
    Thread.currentThread().interrupt();
    lock.close();

    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(VaultFixture.names(local, "locks")).isEmpty();
  }

  @Test
  void anExclusiveLockStandsAlone() {
    try (var _ = vault.lock(true)) {
      assertLocked(() -> vault.lock(false), "exclusively", VaultFixture.holder());
      assertLocked(() -> vault.lock(true), "exclusively", VaultFixture.holder());
    }
    try (var _ = vault.lock(false)) {
      assertLocked(() -> vault.lock(true), "for reading or adding", VaultFixture.holder());
      assertThat(VaultFixture.names(store, "locks")).hasSize(1);
    }
  }

  @Test
  void aLockOfAnotherHostIsRespectedUntilItIsStale() {
    // Given
    BlobId id = write(new LockFile(clock.instant(), true, ELSEWHERE));

    // Then
    clock.advance(VaultLock.STALE);
    assertLocked(() -> vault.lock(false), "exclusively", ELSEWHERE);
    clock.advance(Duration.ofSeconds(1));
    try (var _ = vault.lock(true)) {
      assertThat(VaultFixture.names(store, "locks")).hasSize(1).doesNotContain("locks/" + id);
    }
  }

  @Test
  void aLockOfADeadProcessOfThisHostIsRemoved() throws IOException, InterruptedException {
    // Given
    Process process = new ProcessBuilder("true").start();
    assertThat(process.waitFor()).isZero();
    var dead = new LockHolder(VaultFixture.holder().hostname(), "someone", process.pid());
    write(new LockFile(clock.instant(), true, dead));

    // When
    try (var lock = vault.lock(true)) {
      // Then
      assertThat(lock.isSurelyHeld()).isTrue();
    }
  }

  @Test
  void aProcessNumberOfAnotherHostSaysNothing() {
    LockHolder sameNumber = new LockHolder("other-host", "someone", 1 << 30);
    write(new LockFile(clock.instant(), false, sameNumber));
    assertLocked(() -> vault.lock(true), "for reading", sameNumber);
  }

  @Test
  void whatIsNotALockBlocksByName() {
    for (byte[] garbage : new byte[][] {{}, {1, 2, 3}, new byte[500]}) {
      // Given: one under a name of its own, one under the hash of its bytes
      for (BlobId id : new BlobId[] {new BlobId(1, 2, 3, 4), VaultObjects.hash(garbage)}) {
        BlobName name = ObjectKind.LOCK.name(id);
        VaultFixture.put(store, name, garbage);

        // Then
        assertThatThrownBy(() -> vault.lock(false))
            .isInstanceOfSatisfying(
                BackstayException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.FOREIGN_OBJECT))
            .hasMessageContaining(name.value());
        store.delete(name);
      }
    }
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  @Test
  void sealedNonsenseBlocksByName() {
    BlobId id =
        vault
            .objects()
            .write(ObjectKind.LOCK, "{\"time\":\"soon\"}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> vault.lock(true)).hasMessageContaining(id.hex());
  }

  @Test
  void filesThatAreNotNamedLikeLocksAreIgnored() {
    VaultFixture.put(store, BlobName.of("locks/README"), new byte[] {1});
    vault.lock(true).close();
    assertThat(VaultFixture.names(store, "locks")).containsExactly("locks/README");
  }

  @Test
  void aClockFarFromTheStoresIsRefused() {
    SetClock wrong = new SetClock();
    for (Duration skew : new Duration[] {Duration.ofMinutes(11), Duration.ofMinutes(-22)}) {
      wrong.advance(skew);
      assertThatThrownBy(() ->
              VaultLock.acquire(vault.objects(), false, VaultFixture.holder(), wrong, PATIENT))
          .isInstanceOfSatisfying(
              BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOCK_SKEW));
      assertThat(VaultFixture.names(store, "locks")).isEmpty();
    }
  }

  /** As {@code restic cat lock} of stock restic 0.14.0 prints it. */
  @Test
  void locksOfResticAreUnderstood() throws IOException {
    String json =
        """
        {"time":"2026-01-01T01:59:58.123456789+02:00","exclusive":true,"hostname":"other-host",
         "username":"someone","pid":7,"uid":1000,"gid":1000}
        """;
    LockFile lock = LockFile.decode(json.getBytes(StandardCharsets.UTF_8));
    assertThat(lock)
        .isEqualTo(new LockFile(Instant.parse("2025-12-31T23:59:58.123456789Z"), true, ELSEWHERE));
    assertThat(LockFile.decode(lock.encode())).isEqualTo(lock);
  }

  /**
   * A prune passes between our first look and our writing, and ends before a later look: whatever
   * we would have read meanwhile could name packs that are gone.
   */
  @Test
  void aPruneThatPassesWhileALockIsWrittenIsNotOverlooked() {
    // Given
    VaultLock[] prune = new VaultLock[1];
    BlobStore racing =
        hooked(call -> {
          if (call.operation() == StoreOperation.PUT && prune[0] == null) {
            prune[0] = vault.lock(true);
          } else if (call.subject().equals("index")) {
            prune[0].close();
          }
          return Optional.empty();
        });

    // Then
    assertLocked(
        () -> VaultFixture.open(racing, options).writer().close(),
        "exclusively",
        VaultFixture.holder());
    prune[0].close();
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  @Test
  void aHeldLockIsRewrittenAndNeverAbsent() throws InterruptedException {
    // Given
    CountDownLatch rewritten = new CountDownLatch(5);
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    BlobStore counting =
        hooked(call -> {
          if (call.operation() == StoreOperation.DELETE && rewritten.getCount() > 0) {
            sizes.add(VaultFixture.names(store, "locks").size());
            rewritten.countDown();
          }
          return Optional.empty();
        });

    // When
    try (var lock = acquire(counting, RESTLESS)) {
      rewritten.await();

      // Then
      assertThat(lock.isSurelyHeld()).isTrue();
      assertThat(sizes).containsOnly(2);
    }
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  @Test
  void aLockThatCannotBeRewrittenIsInDoubtBeforeItIsStale() {
    // Given
    try (var lock = acquire(store, PATIENT)) {
      lock.confirm();

      // Then
      clock.advance(Duration.ofMinutes(24));
      assertThat(lock.isSurelyHeld()).isTrue();
      clock.advance(Duration.ofMinutes(2));
      assertThat(lock.isSurelyHeld()).isFalse();
    }
  }

  @Test
  void aLockThatGrewOldIsLostEvenIfItIsWrittenAnew() {
    try (var lock = acquire(store, PATIENT)) {
      clock.advance(Duration.ofHours(1));
      lock.regain();
      assertThat(lock.isSurelyHeld()).isFalse();
      assertThat(VaultFixture.names(store, "locks")).hasSize(1);
    }
  }

  @Test
  void aLockThatOthersRemovedIsLostEvenIfItIsWrittenAnew() throws InterruptedException {
    // Given
    CountDownLatch rewritten = new CountDownLatch(3);
    BlobStore counting =
        hooked(call -> {
          if (call.operation() == StoreOperation.PUT && call.subject().startsWith("locks/")) {
            VaultFixture.names(store, "locks").forEach(n -> store.delete(BlobName.of(n)));
            rewritten.countDown();
          }
          return Optional.empty();
        });

    // When
    try (var lock = acquire(counting, RESTLESS)) {
      rewritten.await();

      // Then
      assertThat(lock.isSurelyHeld()).isFalse();
    }
  }

  @Test
  void aLockIsNotRegainedWhileSomeoneDeletes() {
    try (var lock = acquire(store, PATIENT)) {
      VaultFixture.names(store, "locks").forEach(name -> store.delete(BlobName.of(name)));
      write(new LockFile(clock.instant(), true, ELSEWHERE));
      assertLocked(lock::regain, "exclusively", ELSEWHERE);
    }
  }

  @Test
  void aLockThatIsClosedWhileItIsRewrittenLeavesNoFile() throws InterruptedException {
    // Given: the old file is about to be removed when the lock is closed
    CountDownLatch removing = new CountDownLatch(1);
    BlobStore slow =
        hooked(call -> {
          if (call.operation() == StoreOperation.DELETE && removing.getCount() > 0) {
            removing.countDown();
            waitForInterrupt();
          }
          return Optional.empty();
        });
    VaultLock lock = acquire(slow, RESTLESS);
    removing.await();
    assertThat(VaultFixture.names(store, "locks")).hasSize(2);

    // When
    lock.close();

    // Then
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  @Test
  void aLockThatWasPerhapsWrittenLeavesNoFile() {
    BlobStore ambiguous =
        hooked(call ->
            call.operation() == StoreOperation.PUT
                ? Optional.of(Fault.AMBIGUOUS_AFTER)
                : Optional.empty());
    assertThatThrownBy(() -> acquire(ambiguous, PATIENT)).isInstanceOf(BackstayException.class);
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  private static void waitForInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(ErrorCode.INTERRUPTED, "interrupted", e);
    }
  }

  private BlobStore hooked(FaultPlan plan) {
    return FaultyBlobStore.wrap(store, plan);
  }

  private VaultLock acquire(BlobStore place, LockPace pace) {
    var objects = VaultFixture.open(place, options).objects();
    return VaultLock.acquire(objects, false, VaultFixture.holder(), clock, pace);
  }

  private BlobId write(LockFile lock) {
    return vault.objects().write(ObjectKind.LOCK, lock.encode());
  }

  private static void assertLocked(ThrowingCallable call, String how, LockHolder holder) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VAULT_LOCKED))
        .hasMessageContaining(how)
        .hasMessageContaining(holder.toString());
  }
}
