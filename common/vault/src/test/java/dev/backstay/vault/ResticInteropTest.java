package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.oracle.ResticOracle;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.lock.LockHolder;
import dev.backstay.vault.session.StoredContent;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class ResticInteropTest {
  @TempDir Path directory;

  @Test
  void stockResticChecksAndRestoresWhatWasWritten() throws IOException {
    // Given
    byte[] content = new byte[20 << 20];
    Random random = new Random(7);
    for (int i = 0; i < content.length; i += 64) {
      byte[] line =
          Integer.toString(random.nextInt(5000))
              .repeat(64)
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      System.arraycopy(line, 0, content, i, Math.min(64, content.length - i));
    }
    VaultOptions options =
        VaultOptions.defaults(
            new LockHolder("host", "user", 1), InstantSource.system(), new SecureRandom());
    Path vaultDirectory = directory.resolve("vault");
    try (Vault vault =
            Vault.init(LocalBlobStore.create(vaultDirectory), Secret.of("secret"), options);
        VaultWriter writer = vault.writer()) {
      // When
      var input = new ByteArrayInputStream(content);
      StoredContent stored = writer.store((b, o, l) -> input.read(b, o, l), Chunking.FILES).join();
      FileEntry entry =
          new FileEntry(
              FileName.of("file"),
              FileType.FILE,
              0644,
              new FileTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH),
              new FileOwner(0, 0, "root", "root"),
              new FileIdentity(1, 2, 1),
              stored.size(),
              Optional.empty(),
              0,
              List.of());
      BlobId tree = writer.store(Tree.of(List.of(Node.file(entry, stored.blobs()))));
      writer.publish(
          new Snapshot(
              Instant.now(),
              tree,
              Optional.empty(),
              List.of("/file"),
              "host",
              "user",
              List.of("t"),
              List.of()));
    }
    Path password = Files.writeString(directory.resolve("password"), "secret\n");
    Path target = directory.resolve("target");

    // Then
    var oracle = new ResticOracle(vaultDirectory, password);
    oracle.check().orFail();
    oracle.restore("latest", target).orFail();
    assertThat(Files.readAllBytes(target.resolve("file"))).isEqualTo(content);
  }
}
