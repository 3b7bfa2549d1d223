package dev.backstay.pipeline;

import dev.backstay.contract.Secret;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.prune.PruneOptions;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The process that {@link KillRoundsTest} kills: one run of one operation, which it announces. */
final class KillVictim {
  private static final int SMALL_PACKS = 4 << 20;

  private KillVictim() {}

  public static void main(String[] arguments) {
    Path repository = Path.of(arguments[1]);
    Secret password = Secret.of(arguments[2]);
    try (Vault vault = Vault.open(LocalBlobStore.open(repository), password, options())) {
      System.out.println("opened");
      switch (arguments[0]) {
        case "backup" -> backup(vault, Path.of(arguments[3]));
        case "prune" -> prune(vault);
        case "rotate" -> vault.rotateKey(Secret.of(arguments[3]));
        case "copy" -> copy(vault, Path.of(arguments[3]));
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
    System.out.println("done");
  }

  static VaultOptions options() {
    return VaultOptions.defaults(
            new LockHolder("host", "user", ProcessHandle.current().pid()),
            InstantSource.system(),
            new SecureRandom())
        .withPackBytes(SMALL_PACKS);
  }

  static void backup(Vault vault, Path source) {
    new FilesBackup(vault, InstantSource.system())
        .run(
            new BackupRequest(
                List.of(source),
                List.of(),
                List.of(),
                false,
                FileChunking.AUTO,
                "host",
                List.of(),
                false),
            Progress.NONE);
  }

  /** Forgets the oldest of four snapshots or more, then removes at once what nobody needs. */
  static void prune(Vault vault) {
    List<StoredSnapshot> all = vault.snapshots().all();
    if (all.size() > 3) {
      vault.forget(List.of(all.getFirst().id()));
    }
    vault.prune(
        PruneOptions.DEFAULTS.withGrace(Duration.ZERO).withMaxUnusedShare(0),
        dev.backstay.vault.Progress.SILENT);
  }

  static void copy(Vault vault, Path target) {
    try (LocalBlobStore store = LocalBlobStore.create(target)) {
      vault.copyTo(store, dev.backstay.vault.Progress.SILENT).orFail();
    }
  }
}
