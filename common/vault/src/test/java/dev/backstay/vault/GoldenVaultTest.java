package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The vault that {@link GoldenVault} wrote is readable for ever: what it takes to keep this test
 * green is the promise of the format.
 */
class GoldenVaultTest {
  private static final BlobId VAULT_ID =
      BlobId.parse("aa664343a4f8db6b468661f1f29e80573327c9431f187e5affe2f05377e181c4");

  @TempDir Path directory;

  private Path repository;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    repository = directory.resolve("v1");
    Path golden =
        Path.of(Objects.requireNonNull(getClass().getResource("golden/v1/config")).toURI())
            .resolveSibling("");
    try (Stream<Path> paths = Files.walk(golden)) {
      for (Path path : paths.toList()) {
        Files.copy(path, repository.resolve(golden.relativize(path).toString()));
      }
    }
  }

  @Test
  void itOpensWithEitherPassword() {
    for (Secret password : List.of(GoldenVault.PASSWORD, GoldenVault.SECOND_PASSWORD)) {
      try (Vault vault = open(password)) {
        assertThat(vault.id()).isEqualTo(VAULT_ID);
        assertThat(vault.keys())
            .extracting(VaultKey::hostname, VaultKey::username, VaultKey::created)
            .containsOnly(tuple("golden-host", "golden-user", GoldenVault.TIME.toString()));
      }
    }
    assertThatThrownBy(() -> open(Secret.of("correct horse")))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PASSWORD_WRONG));
  }

  @Test
  void itsSnapshotsAreReadWithEveryField() {
    try (Vault vault = open(GoldenVault.PASSWORD)) {
      List<StoredSnapshot> all = vault.snapshots().all();
      assertThat(all).hasSize(2);
      StoredSnapshot first = all.getFirst();
      Snapshot second = all.getLast().snapshot();
      assertThat(first.snapshot())
          .isEqualTo(GoldenVault.snapshot(first.snapshot().tree(), Optional.empty()));
      assertThat(second).isEqualTo(GoldenVault.snapshot(second.tree(), Optional.of(first.id())));
    }
  }

  @Test
  void itsFilesAreReadToTheLastByte() {
    try (Vault vault = open(GoldenVault.PASSWORD)) {
      List<StoredSnapshot> all = vault.snapshots().all();
      GoldenVault.files(1).requireIn(vault, all.getFirst());
      GoldenVault.files(2).requireIn(vault, all.getLast());
    }
  }

  @Test
  void whatItHoldsIsNotStoredAgain() {
    try (Vault vault = open(GoldenVault.PASSWORD)) {
      var before = VaultFixture.names(vault.store(), "data");
      StoredSnapshot third = GoldenVault.files(2).backUp(vault);
      assertThat(VaultFixture.names(vault.store(), "data")).isEqualTo(before);
      assertThat(third.snapshot().tree())
          .isEqualTo(vault.snapshots().all().getLast().snapshot().tree());
    }
  }

  @Test
  @Tag("system")
  void stockResticAcceptsIt() throws IOException {
    // Given
    Path password =
        Files.writeString(directory.resolve("password"), GoldenVault.SECOND_PASSWORD.text());
    var restic = new ResticOracle(repository, password);
    Path target = directory.resolve("target");

    // Then
    restic.check().orFail();
    restic.restore("latest", target).orFail();
    for (Map.Entry<String, byte[]> file : GoldenVault.files(2).files().entrySet()) {
      assertThat(target.resolve(file.getKey())).hasBinaryContent(file.getValue());
    }
  }

  private Vault open(Secret password) {
    var options =
        VaultOptions.defaults(VaultFixture.holder(), InstantSource.system(), new SecureRandom());
    return Vault.open(LocalBlobStore.open(repository), password, options);
  }
}
