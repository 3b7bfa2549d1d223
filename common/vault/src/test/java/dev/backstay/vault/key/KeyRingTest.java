package dev.backstay.vault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.StoreOperation;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.SampleFiles;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultFixture;
import dev.backstay.vault.VaultKey;
import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final Secret OTHER = Secret.of("other");
  private static final KeyFile.KeyOrigin ORIGIN =
      new KeyFile.KeyOrigin(Instant.EPOCH, "user", "host");

  private final SecureRandom random = new SecureRandom();
  private final BlobStore store = VaultFixture.memory();

  @Test
  void aNewVaultOpensWithItsPasswordOnly() {
    // When
    BlobId id;
    try (Vault vault = Vault.init(store, VaultFixture.PASSWORD, VaultFixture.options())) {
      id = vault.id();
    }

    // Then
    assertThat(VaultFixture.open(store, VaultFixture.options()).id()).isEqualTo(id);
    assertCode(ErrorCode.PASSWORD_WRONG, () -> Vault.open(store, OTHER, VaultFixture.options()));
  }

  @Test
  void whatIsThereAlreadyIsNeverOverwritten() {
    VaultFixture.create(store, VaultFixture.options());
    var before = VaultFixture.names(store, "");
    assertCode(ErrorCode.VAULT_EXISTS, () -> ring(store).create(OTHER, ORIGIN));
    assertThat(VaultFixture.names(store, "")).isEqualTo(before);
  }

  @Test
  void aVaultThatLostItsConfigIsNotMadeAnew() {
    Vault vault = VaultFixture.create(store, VaultFixture.options());
    SampleFiles.seeded(1).backUp(vault);
    store.delete(BlobName.of("config"));
    assertCode(ErrorCode.VAULT_EXISTS, () -> ring(store).create(OTHER, ORIGIN));
    assertCode(ErrorCode.VAULT_NOT_FOUND, () -> ring(store).open(VaultFixture.PASSWORD));
    assertThat(VaultFixture.names(store, "keys")).hasSize(1);
  }

  @Test
  void anEmptyPasswordIsRefusedBeforeAnythingIsWritten() {
    assertCode(ErrorCode.PASSWORD_EMPTY, () -> ring(store).create(Secret.of(""), ORIGIN));
    assertThat(VaultFixture.names(store, "")).isEmpty();
  }

  @Test
  void foreignFilesInTheFolderOfKeysAreLeftAlone() {
    // Given
    VaultFixture.put(store, BlobName.of("keys/id_ed25519"), new byte[] {1});
    VaultFixture.put(store, BlobName.of("keys/deeper/" + "a".repeat(64)), new byte[] {1});

    // When
    ring(store).create(VaultFixture.PASSWORD, ORIGIN);

    // Then
    assertThat(VaultFixture.names(store, "keys"))
        .hasSize(3)
        .contains("keys/id_ed25519", "keys/deeper/" + "a".repeat(64));
    assertThat(ring(store).open(VaultFixture.PASSWORD)).isNotNull();
  }

  @Test
  void aCreationThatWasCutShortIsCompletedByTheNext() {
    // Given: the store dies between key and config
    int puts = 1;
    assertThatThrownBy(() -> ring(diesAfterPuts(puts)).create(VaultFixture.PASSWORD, ORIGIN))
        .isInstanceOf(BackstayException.class);
    assertThat(VaultFixture.names(store, "")).hasSize(1).allMatch(name -> name.startsWith("keys/"));
    var leftover = VaultFixture.names(store, "keys");

    // When
    KeyRing.Opened opened = ring(store).create(VaultFixture.PASSWORD, ORIGIN);

    // Then
    assertThat(VaultFixture.names(store, "keys")).hasSize(1).isNotEqualTo(leftover);
    assertThat(ring(store).open(VaultFixture.PASSWORD).config()).isEqualTo(opened.config());
  }

  private BlobStore diesAfterPuts(int count) {
    List<Integer> puts = new ArrayList<>();
    return FaultyBlobStore.wrap(
        store,
        call -> {
          if (call.operation() == StoreOperation.PUT) {
            puts.add(call.number());
          }
          return puts.size() > count
              ? Optional.of(dev.backstay.store.Fault.FAILS_BEFORE)
              : Optional.empty();
        });
  }

  /** The key file of the one that wins must survive the other, whatever the order. */
  @Test
  void ofTwoThatCreateAtOnceOneWinsAndItsVaultOpens() {
    for (int pauseBefore = 0; pauseBefore < 9; pauseBefore++) {
      // Given: the first is overtaken by a whole second creation before one of its calls
      BlobStore shared = VaultFixture.memory();
      List<KeyRing.Opened> won = new ArrayList<>();
      int pause = pauseBefore;
      BlobStore overtaken =
          FaultyBlobStore.wrap(
              shared,
              call -> {
                if (call.number() == pause) {
                  won.add(ring(shared).create(VaultFixture.PASSWORD, ORIGIN));
                }
                return Optional.empty();
              });

      // When
      try {
        won.add(ring(overtaken).create(VaultFixture.PASSWORD, ORIGIN));
      } catch (BackstayException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.VAULT_EXISTS);
      }

      // Then
      assertThat(won).as("overtaken before call %d", pause).hasSize(1);
      assertThat(ring(shared).open(VaultFixture.PASSWORD).config())
          .isEqualTo(won.getFirst().config());
    }
  }

  @Test
  void twoThreadsThatCreateAtOnceLeaveOneVault() throws InterruptedException {
    // Given
    List<Object> outcomes = java.util.Collections.synchronizedList(new ArrayList<>());
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  start.await();
                  outcomes.add(ring(store).create(VaultFixture.PASSWORD, ORIGIN).config());
                } catch (BackstayException e) {
                  outcomes.add(e.code());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }

    // When
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    // Then
    assertThat(outcomes)
        .containsExactlyInAnyOrder(
            ring(store).open(VaultFixture.PASSWORD).config(), ErrorCode.VAULT_EXISTS);
  }

  @Test
  void aVaultWithoutKeysSaysSo() {
    VaultFixture.create(store, VaultFixture.options());
    VaultFixture.names(store, "keys").forEach(name -> store.delete(BlobName.of(name)));
    assertCode(ErrorCode.KEY_MISSING, () -> ring(store).open(VaultFixture.PASSWORD));
  }

  @Test
  void aDamagedKeyIsNamedUnlessAnotherOpens() {
    // Given
    Vault vault = VaultFixture.create(store, VaultFixture.options());
    BlobName first = BlobName.of(VaultFixture.names(store, "keys").iterator().next());
    byte[] bytes = store.read(first);
    bytes[bytes.length / 2] ^= 1;
    VaultFixture.put(store, first, bytes);

    // Then
    assertThatThrownBy(() -> ring(store).open(VaultFixture.PASSWORD))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT))
        .hasMessageContaining(first.value());
    vault.addKey(OTHER);
    assertThat(ring(store).open(OTHER)).isNotNull();
  }

  @Test
  void aKeyThatIsRemovedWhileItIsReadDoesNotHideTheOthers() {
    // Given
    Vault vault = VaultFixture.create(store, VaultFixture.options());
    BlobId first = vault.keyInUse();
    vault.addKey(OTHER);
    BlobStore racing =
        FaultyBlobStore.wrap(
            store,
            call -> {
              if (call.subject().equals("keys/" + first)) {
                store.delete(BlobName.of(call.subject()));
              }
              return Optional.empty();
            });

    // Then
    assertThat(ring(racing).open(OTHER)).isNotNull();
  }

  @Test
  void aDamagedConfigIsNamed() {
    VaultFixture.create(store, VaultFixture.options());
    byte[] config = store.read(BlobName.of("config"));
    config[20] ^= 1;
    VaultFixture.put(store, BlobName.of("config"), config);
    assertThatThrownBy(() -> ring(store).open(VaultFixture.PASSWORD))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CORRUPT))
        .hasMessageContaining("config");
  }

  @Test
  void aRepositoryOfAnotherVersionIsRefusedByName() {
    // Given
    Vault vault = VaultFixture.create(store, VaultFixture.options());
    MasterKey key = ring(store).open(VaultFixture.PASSWORD).key();
    String json =
        "{\"version\":1,\"id\":\"%s\",\"chunker_polynomial\":\"3da3358b4dc173\"}"
            .formatted(vault.id());
    byte[] sealed = new Envelope(key, random).seal(json.getBytes(StandardCharsets.US_ASCII));
    VaultFixture.put(store, BlobName.of("config"), sealed);

    // Then
    assertCode(ErrorCode.VERSION_UNSUPPORTED, () -> ring(store).open(VaultFixture.PASSWORD));
  }

  @Test
  void aRotatedPasswordReplacesTheOld() {
    // Given
    Vault vault = VaultFixture.create(store, VaultFixture.options());

    // When
    BlobId added = vault.rotateKey(OTHER);

    // Then
    assertThat(vault.keys()).extracting(VaultKey::id).containsExactly(added);
    assertThat(Vault.open(store, OTHER, VaultFixture.options()).id()).isEqualTo(vault.id());
    assertCode(ErrorCode.PASSWORD_WRONG, () -> VaultFixture.open(store, VaultFixture.options()));
    assertThat(VaultFixture.names(store, "locks")).isEmpty();
  }

  @Test
  void theLastKeyAndTheOneInUseStay() {
    Vault vault = VaultFixture.create(store, VaultFixture.options());
    assertCode(ErrorCode.LAST_KEY, () -> vault.removeKey(vault.keyInUse()));
    BlobId other = vault.addKey(OTHER);
    assertCode(ErrorCode.LAST_KEY, () -> vault.removeKey(vault.keyInUse()));
    assertCode(ErrorCode.KEY_UNKNOWN, () -> vault.removeKey(new BlobId(1, 2, 3, 4)));
    vault.removeKey(other);
    assertThat(vault.keys()).extracting(VaultKey::id).containsExactly(vault.keyInUse());
  }

  @Test
  void keysAreNotRemovedWhileSomeoneElseWorks() {
    Vault vault = VaultFixture.create(store, VaultFixture.options());
    BlobId other = vault.addKey(OTHER);
    try (var _ = vault.lock(false)) {
      assertCode(ErrorCode.VAULT_LOCKED, () -> vault.removeKey(other));
      assertCode(ErrorCode.VAULT_LOCKED, () -> vault.rotateKey(Secret.of("third")));
    }
    assertThat(vault.keys()).hasSize(2);
  }

  private KeyRing ring(BlobStore place) {
    return new KeyRing(place, random);
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BackstayException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
