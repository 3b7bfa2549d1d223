package dev.backstay.pipeline.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.staging.RunManifest.StagedObject;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.Sleeper;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.Progress;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.check.CheckDepth;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** A vault in staging, in memory, made anew as often as wanted. */
final class StagingFixture {
  static final Secret PASSWORD = Secret.of("correct horse");
  static final SourceName SOURCE = new SourceName("files");

  /** One worker of each kind, so that the calls of two runs come in nearly the same order. */
  static final VaultOptions OPTIONS =
      new VaultOptions(
          Optional.empty(),
          1,
          4 << 20,
          new VaultOptions.Crew(1, 4, 1),
          new LockHolder("host", "user", ProcessHandle.current().pid()),
          new LockPace(Duration.ofMillis(1), Duration.ofMinutes(5), Duration.ofSeconds(20)),
          InstantSource.system(),
          new SecureRandom());

  private final MemoryBlobStore template = memory();
  private final SwitchedStore switched = new SwitchedStore(template);
  private final Vault vault = Vault.init(switched, PASSWORD, OPTIONS);
  private BlobStore bare = memory();

  private static MemoryBlobStore memory() {
    return new MemoryBlobStore(InstantSource.system());
  }

  /** An empty vault. */
  StagingFixture renewed() {
    bare = memory();
    copy(template, bare, "");
    switched.to(bare);
    return this;
  }

  /** What is in staging, whatever befalls the runs. */
  BlobStore bare() {
    return bare;
  }

  /** Lets runs see staging through a wrapper. */
  void through(Function<BlobStore, BlobStore> wrapper) {
    switched.to(wrapper.apply(bare));
  }

  /** The vault as a process opens it, with room for everything. */
  StagedVault staged() {
    return staged(new StagingLimit(1L << 30, Duration.ZERO, Sleeper.THREAD));
  }

  StagedVault staged(StagingLimit limit) {
    return StagedVault.of(vault, limit);
  }

  Vault vault() {
    return vault;
  }

  static RunOrder order(String backup, int attempt) {
    return order(SOURCE, backup, attempt, DedupScope.EVERYTHING);
  }

  static RunOrder order(SourceName source, String backup, int attempt, DedupScope scope) {
    return new RunOrder(
        BackupId.manual(source, backup), attempt, source, BackupKind.FULL, "worker", scope);
  }

  /** The names below a prefix. */
  Set<String> names(String prefix) {
    Set<String> names = new TreeSet<>();
    bare.list(prefix, stat -> names.add(stat.name().value()));
    return names;
  }

  static void copy(BlobStore from, BlobStore to, String prefix) {
    List<BlobName> names = new ArrayList<>();
    from.list(prefix, stat -> names.add(stat.name()));
    names.forEach(name -> copy(from, to, name));
  }

  static void copy(BlobStore from, BlobStore to, BlobName name) {
    to.put(name, Payload.of(from.read(name)), PutOptions.REPLACE);
  }

  /** Moves the data packs of staging to a destination, as uploaders and their cleaning do. */
  void moveData(RunManifest manifest, BlobStore destination) {
    for (StagedPack pack : manifest.packs()) {
      BlobName name = StagingNames.pack(pack.id());
      if (pack.content() == PackContent.DATA) {
        destination.put(name, Payload.of(bare.read(name)), PutOptions.REPLACE);
        bare.delete(name);
      }
    }
  }

  /** Fails unless staging holds exactly these runs, published, and nothing else. */
  void requireExactly(CommittedRun... runs) {
    Set<String> packs = new HashSet<>();
    Set<String> indexes = new HashSet<>();
    Set<String> snapshots = new HashSet<>();
    Set<String> records = new HashSet<>();
    for (CommittedRun run : runs) {
      RunManifest manifest = run.manifest();
      manifest.packs().stream().map(StagedPack::id).forEach(id -> packs.add(name(id)));
      manifest.indexes().stream()
          .map(StagedObject::id)
          .forEach(id -> indexes.add(StagingNames.index(id).value()));
      snapshots.add(StagingNames.snapshot(manifest.snapshot().id()).value());
      BackupId backup = manifest.backup();
      records.add(StagingNames.commit(backup).value());
      records.add(StagingNames.manifest(backup, run.commit().manifest()).value());
    }
    assertThat(names("data")).isEqualTo(new TreeSet<>(packs));
    assertThat(names("index")).isEqualTo(new TreeSet<>(indexes));
    assertThat(names("snapshots")).isEqualTo(new TreeSet<>(snapshots));
    assertThat(names("runs")).isEqualTo(new TreeSet<>(records));
    assertThat(names("locks")).isEmpty();
    requireSound();
  }

  private static String name(BlobId pack) {
    return StagingNames.pack(pack).value();
  }

  /** Fails unless every snapshot in staging is complete, byte for byte. */
  void requireSound() {
    switched.to(bare);
    assertThat(vault.check(CheckDepth.READ_DATA, Progress.SILENT).findings()).isEmpty();
  }

  /** The names of packs. */
  static Stream<BlobId> ids(List<StagedPack> packs) {
    return packs.stream().map(StagedPack::id);
  }
}
