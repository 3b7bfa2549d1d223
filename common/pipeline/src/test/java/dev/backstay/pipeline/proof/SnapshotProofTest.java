package dev.backstay.pipeline.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.event.PackContent;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.pipeline.publication.CommittedRuns;
import dev.backstay.pipeline.staging.RunManifest;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Fault;
import dev.backstay.store.FaultPlan;
import dev.backstay.store.FaultyBlobStore;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Progress;
import dev.backstay.vault.object.ObjectKind;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotProofTest {
  @TempDir Path directory;
  private BlobStore destination = new MemoryBlobStore(InstantSource.system());
  private RunManifest first;
  private RunManifest second;

  @BeforeEach
  void backUp() {
    var runs = new CommittedRuns(destination, directory.resolve("files"));
    runs.plant("shared", 30_000);
    runs.plant("old", 20_000);
    first = runs.commit();
    runs.plant("new", 40_000);
    second = runs.commit();
  }

  @Test
  void aSoundBackupIsProvenAsFarAsAsked() {
    // When
    ProofReport bytes = prove(second, VerificationLevel.L0);
    ProofReport content = prove(second, VerificationLevel.L1);

    // Then
    assertThat(bytes.findings()).isEmpty();
    assertThat(bytes.established()).contains(VerificationLevel.L0);
    assertThat(bytes.figures().blobs()).isZero();
    assertThat(content.findings()).isEmpty();
    assertThat(content.established()).contains(VerificationLevel.L1);
    assertThat(content.figures().blobs()).isPositive();
    assertThat(content.figures().objects()).isEqualTo(2 + second.packs().size() + 1);
    assertThat(content.figures().objectsPresent()).isEqualTo(1);
    assertThat(content.figures().trees()).isPositive();
    assertThat(content.evidence().findings()).isEmpty();
  }

  @Test
  void withoutAManifestEveryPackTheSnapshotNeedsIsRead() {
    // When
    ProofReport report =
        prove(
            destination,
            new ProofRequest(
                SourceKind.FILES,
                second.snapshot().id(),
                Optional.empty(),
                VerificationLevel.L1,
                List.of()));

    // Then
    assertThat(report.findings()).isEmpty();
    assertThat(report.figures().objectsPresent()).isZero();
    assertThat(report.figures().objects()).isEqualTo(2 + second.packs().size() + 1 + 1);
  }

  @Test
  @Tag("system")
  void aFlippedBitInAnyObjectItNeedsIsNamed() {
    for (Map.Entry<BlobName, byte[]> object : CommittedRuns.objects(destination).entrySet()) {
      BlobName name = object.getKey();
      long bits = object.getValue().length * 8L;
      for (long bit : new long[] {0, bits / 2, bits - 1}) {
        if (!ofVault(name) || isOld(name)) {
          continue;
        }
        // Given
        byte[] bytes = object.getValue().clone();
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        BlobStore damaged = CommittedRuns.clone(destination);
        var _ = damaged.put(name, Payload.of(bytes), PutOptions.REPLACE);

        for (VerificationLevel level : List.of(VerificationLevel.L0, VerificationLevel.L1)) {
          // When
          ProofReport report = prove(damaged, request(second, level));

          // Then
          assertNamed(report, name, level + " with bit " + bit + " of " + name);
        }
      }
    }
  }

  @Test
  @Tag("system")
  void anyMissingOrTruncatedObjectItNeedsIsNamed() {
    for (Map.Entry<BlobName, byte[]> object : CommittedRuns.objects(destination).entrySet()) {
      BlobName name = object.getKey();
      if (!ofVault(name) || name.value().equals(snapshotOf(first))) {
        continue;
      }
      // Given
      BlobStore without = CommittedRuns.clone(destination);
      without.delete(name);
      BlobStore truncated = CommittedRuns.clone(destination);
      byte[] bytes = object.getValue();
      var _ = truncated.put(name, Payload.of(bytes, 0, bytes.length - 1), PutOptions.REPLACE);

      for (VerificationLevel level : List.of(VerificationLevel.L0, VerificationLevel.L1)) {
        // When // Then
        boolean unneeded = treePacks(first).contains(name);
        if (!unneeded) {
          assertNamed(prove(without, request(second, level)), name, level + " without " + name);
          assertNamed(prove(truncated, request(second, level)), name, level + " cut " + name);
        }
      }
    }
  }

  @Test
  void aFlippedBitInAnOldPackIsFoundWithoutAManifest() {
    // Given
    BlobName pack = dataPack(first);
    byte[] bytes = destination.read(pack);
    bytes[100] ^= 1;
    var _ = destination.put(pack, Payload.of(bytes), PutOptions.REPLACE);

    // When
    ProofReport report =
        prove(
            destination,
            new ProofRequest(
                SourceKind.FILES,
                second.snapshot().id(),
                Optional.empty(),
                VerificationLevel.L1,
                List.of()));

    // Then
    assertNamed(report, pack, "old pack");
    assertThat(report.established()).isEmpty();
  }

  @Test
  void anIndexThatTellsOtherContentsIsFound() {
    // Given: an index of the vault's own making, and in nothing wrong but in what it says
    var runs =
        new CommittedRuns(new MemoryBlobStore(InstantSource.system()), directory.resolve("f"));
    runs.plant("x", 1000);
    RunManifest other = runs.commit();
    BlobName own = ObjectKind.INDEX.name(second.indexes().getFirst().id());
    byte[] foreign =
        runs.vault().store().read(ObjectKind.INDEX.name(other.indexes().getFirst().id()));
    var _ = destination.put(own, Payload.of(foreign), PutOptions.REPLACE);

    // When // Then
    assertNamed(prove(second, VerificationLevel.L1), own, "foreign index");
  }

  @Test
  void damageOfWhatOnlyAnotherBackupNeedsIsPassedOver() {
    // Given
    BlobName tree = treePacks(second).iterator().next();
    destination.delete(tree);

    // When // Then
    assertThat(prove(first, VerificationLevel.L1).findings()).isEmpty();
    assertThat(prove(second, VerificationLevel.L1).isProven()).isFalse();
  }

  @Test
  void aStoreThatCannotBeAskedSaysNothingAboutTheBackup() {
    // Given
    FaultyBlobStore recording = FaultyBlobStore.wrap(destination, FaultPlan.none());
    assertThat(prove(recording, request(second, VerificationLevel.L1)).isProven()).isTrue();

    for (int call = 0; call < recording.calls().size(); call += 3) {
      BlobStore failing =
          FaultyBlobStore.wrap(destination, FaultPlan.fromCall(call, Fault.FAILS_BEFORE));

      // When // Then
      assertThatThrownBy(() -> prove(failing, request(second, VerificationLevel.L1)))
          .isInstanceOfSatisfying(
              BackstayException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE));
    }
  }

  @Test
  void aWrongPasswordIsTheCallersMistake() {
    assertThatThrownBy(() ->
            proof(RestoreProofs.NONE)
                .run(
                    request(second, VerificationLevel.L0),
                    destination,
                    Secret.of("wrong"),
                    Progress.SILENT))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PASSWORD_WRONG));
  }

  @Test
  void aRestoredTreeIsComparedAndLeavesNothingBehind() throws Exception {
    // Given
    Path scratch = directory.resolve("scratch");
    var restores =
        new RestoreProofs(
            Map.of(SourceKind.FILES, new FilesRestoreProof(scratch, InstantSource.system())));

    // When
    ProofReport report = run(restores, second, VerificationLevel.L2);

    // Then
    assertThat(report.findings()).isEmpty();
    assertThat(report.established()).contains(VerificationLevel.L2);
    assertThat(report.figures().bytes()).isGreaterThan(90_000);
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aRestoreThatFailsKeepsTheLevelBelow() {
    // Given: older data is looked at by presence and size alone until it is restored
    BlobName pack = dataPack(first);
    byte[] bytes = destination.read(pack);
    bytes[100] ^= 1;
    var _ = destination.put(pack, Payload.of(bytes), PutOptions.REPLACE);
    Path scratch = directory.resolve("scratch");
    var restores =
        new RestoreProofs(
            Map.of(SourceKind.FILES, new FilesRestoreProof(scratch, InstantSource.system())));

    // When
    ProofReport report = run(restores, second, VerificationLevel.L2);

    // Then
    assertThat(report.findings())
        .isNotEmpty()
        .allSatisfy(found -> assertThat(found.level()).isEqualTo(VerificationLevel.L2));
    assertThat(report.established()).contains(VerificationLevel.L1);
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aLevelThatNobodyCanProveIsRefusedByName() {
    // Given
    var restores =
        new RestoreProofs(
            Map.of(SourceKind.FILES, new FilesRestoreProof(directory, InstantSource.system())));

    // When // Then
    assertThatThrownBy(() -> run(restores, second, VerificationLevel.L3))
        .isInstanceOfSatisfying(
            BackstayException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LEVEL_UNSUPPORTED))
        .hasMessageContaining("FILES")
        .hasMessageContaining("L2");
    assertThatThrownBy(() -> RestoreProofs.NONE.require(SourceKind.REDIS, VerificationLevel.L2))
        .hasMessageContaining("REDIS");
  }

  private static void assertNamed(ProofReport report, BlobName name, String what) {
    assertThat(report.isProven()).as(what).isFalse();
    assertThat(report.findings())
        .as(what)
        .anySatisfy(found -> {
          boolean keys = found.object().equals("keys") && name.value().startsWith("keys/");
          assertThat(keys || found.object().equals(name.value())).as(found.toString()).isTrue();
        });
    assertThat(report.evidence().findings()).isNotEmpty();
  }

  /** Whether a name is one of a vault's, not of staging's. */
  private static boolean ofVault(BlobName name) {
    return !name.value().startsWith("runs/");
  }

  /** What the second backup does not need, or needs and does not read. */
  private boolean isOld(BlobName name) {
    return name.value().equals(snapshotOf(first))
        || first.packs().stream().anyMatch(pack -> ObjectKind.PACK.name(pack.id()).equals(name));
  }

  private static BlobName dataPack(RunManifest run) {
    return run.packs().stream()
        .filter(pack -> pack.content() == PackContent.DATA)
        .map(pack -> ObjectKind.PACK.name(pack.id()))
        .findFirst()
        .orElseThrow();
  }

  private static Set<BlobName> treePacks(RunManifest run) {
    return run.packs().stream()
        .filter(pack -> pack.content() == PackContent.TREE)
        .map(pack -> ObjectKind.PACK.name(pack.id()))
        .collect(Collectors.toSet());
  }

  private static ProofRequest request(RunManifest run, VerificationLevel level) {
    return new ProofRequest(
        SourceKind.FILES,
        run.snapshot().id(),
        Optional.of(ProofRequest.broughtBy(run)),
        level,
        List.of());
  }

  private ProofReport prove(RunManifest run, VerificationLevel level) {
    return prove(destination, request(run, level));
  }

  private ProofReport run(RestoreProofs restores, RunManifest run, VerificationLevel level) {
    return proof(restores)
        .run(request(run, level), destination, CommittedRuns.PASSWORD, Progress.SILENT);
  }

  private static ProofReport prove(BlobStore store, ProofRequest request) {
    return proof(RestoreProofs.NONE).run(request, store, CommittedRuns.PASSWORD, Progress.SILENT);
  }

  private static SnapshotProof proof(RestoreProofs restores) {
    return new SnapshotProof(CommittedRuns.options(), restores);
  }

  private static String snapshotOf(RunManifest run) {
    return ObjectKind.SNAPSHOT.name(run.snapshot().id()).value();
  }
}
