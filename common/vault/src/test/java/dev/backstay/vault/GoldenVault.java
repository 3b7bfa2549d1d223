package dev.backstay.vault;

import dev.backstay.contract.Secret;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The small vault that lies under {@code golden/v1} as the first version wrote it, and how it was
 * written: {@link #main} with a directory makes one again for a version that comes after it. Those
 * that were released are never written anew.
 */
final class GoldenVault {
  static final Secret PASSWORD = Secret.of("correct horse battery staple");
  static final Secret SECOND_PASSWORD = Secret.of("p\u00e4ssw\u00f6rd");
  static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901234Z");

  private GoldenVault() {}

  public static void main(String[] arguments) {
    var options =
        VaultOptions.defaults(
                new LockHolder("golden-host", "golden-user", 4242),
                InstantSource.fixed(TIME),
                new PlainRandom())
            .withCores(1);
    var store = LocalBlobStore.create(Path.of(arguments[0]));
    // The locks' clock is that of the store; only what stays in the vault has the fixed one.
    try (Vault vault = Vault.init(store, PASSWORD, options)) {
      vault.addKey(SECOND_PASSWORD);
    }
    var today =
        VaultOptions.defaults(options.holder(), InstantSource.system(), options.random())
            .withCores(1);
    try (Vault vault = Vault.open(store, PASSWORD, today)) {
      BlobId first = publish(vault, files(1), Optional.empty());
      publish(vault, files(2), Optional.of(first));
    }
  }

  private static BlobId publish(Vault vault, SampleFiles files, Optional<BlobId> parent) {
    try (VaultWriter writer = vault.writer()) {
      BlobId tree = files.store(writer);
      return writer.publish(snapshot(tree, parent)).id();
    }
  }

  static Snapshot snapshot(BlobId tree, Optional<BlobId> parent) {
    return new Snapshot(
        parent.isEmpty() ? TIME : TIME.plusSeconds(3600),
        tree,
        parent,
        List.of("/golden", "/gr\u00fc\u00dfe"),
        "golden-host",
        "golden-user",
        List.of("golden", "v1"),
        List.of("*.tmp"));
  }

  /** What the n-th snapshot holds. */
  static SampleFiles files(int number) {
    byte[] noise = new byte[2000];
    new Random(42).nextBytes(noise);
    byte[] text = "a line that compresses well\n".repeat(500).getBytes(StandardCharsets.UTF_8);
    SampleFiles files =
        new SampleFiles()
            .with("empty", new byte[0])
            .with("one", new byte[] {1})
            .with("folder/text", text)
            .with("folder/deeper/noise", noise)
            .with("folder/deeper/line\nbreak \u00e9 \ud83d\ude00", new byte[] {2, 3});
    return number == 1 ? files : files.with("folder/new", new byte[] {(byte) number});
  }

  /** Not random at all: keys and nonces are the same every time. */
  private static final class PlainRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient SplittableRandom numbers = new SplittableRandom(20260102);

    @Override
    public synchronized void nextBytes(byte[] bytes) {
      numbers.nextBytes(bytes);
    }

    @Override
    public synchronized long nextLong() {
      return numbers.nextLong();
    }
  }
}
