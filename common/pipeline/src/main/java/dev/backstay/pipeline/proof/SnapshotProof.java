package dev.backstay.pipeline.proof;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Progress;
import dev.backstay.vault.SealedFile;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.check.SnapshotCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves one backup at one destination. Everything is fetched from there, the keys included: that
 * the password opens what is there is part of the proof.
 *
 * <p>Damage is in the report. What hinders the proof and says nothing about the backup is thrown: a
 * store that cannot be asked, a wrong password, a level that is not available.
 */
public final class SnapshotProof {
  private final VaultOptions options;
  private final RestoreProofs restores;

  public SnapshotProof(VaultOptions options, RestoreProofs restores) {
    this.options = options;
    this.restores = restores;
  }

  /** Proves a backup; the store stays open. */
  public ProofReport run(
      ProofRequest request, BlobStore destination, Secret password, Progress progress) {
    Instant started = options.clock().instant();
    Optional<RestoreProof> rehearsal = restores.require(request.kind(), request.level());
    var grounds = new Grounds();
    Optional<Vault> opened = open(destination, password, grounds);
    if (opened.isPresent()) {
      Vault vault = opened.get();
      check(vault, request, progress, grounds);
      if (grounds.findings.isEmpty() && rehearsal.isPresent()) {
        rehearse(rehearsal.get(), vault, request, grounds);
      }
    }
    Duration took = Duration.between(started, options.clock().instant());
    return new ProofReport(
        request.level(),
        Optional.ofNullable(grounds.findings.isEmpty() ? request.level() : grounds.established),
        destination.location(),
        grounds.figures(took),
        grounds.findings,
        grounds.findingsBeyond);
  }

  /** The vault, or nothing where what is there does not open. */
  private Optional<Vault> open(BlobStore destination, Secret password, Grounds grounds) {
    try {
      return Optional.of(Vault.open(destination, password, options));
    } catch (BackstayException e) {
      boolean damaged =
          switch (e.code()) {
            case OBJECT_CORRUPT, OBJECT_MISSING, KEY_MISSING, VERSION_UNSUPPORTED -> true;
            case VAULT_NOT_FOUND ->
                !(e.getCause() instanceof BackstayException cause)
                    || cause.code() != ErrorCode.STORE_NOT_FOUND;
            default -> false;
          };
      if (!damaged) {
        throw e;
      }
      unopened(destination, e, grounds);
      return Optional.empty();
    }
  }

  /** Names each key file that is not what its name says, or else the config. */
  private static void unopened(BlobStore destination, BackstayException why, Grounds grounds) {
    List<String> objects = new ArrayList<>();
    if (why.code() == ErrorCode.KEY_MISSING) {
      objects.add(SealedFile.KEY.folder());
    }
    for (BlobId key : SealedFile.KEY.idsAt(destination)) {
      BlobName name = SealedFile.KEY.name(key);
      if (!BlobId.hash(destination.read(name)).equals(key)) {
        objects.add(name.value());
      }
    }
    if (objects.isEmpty()) {
      objects.add(SealedFile.CONFIG.value());
    }
    for (String object : objects) {
      grounds.findings.add(
          new ProofFinding(
              VerificationLevel.L0, object, "the vault does not open: " + why.getMessage()));
    }
  }

  private static void check(Vault vault, ProofRequest request, Progress progress, Grounds grounds) {
    boolean deep = request.level().compareTo(VerificationLevel.L0) > 0;
    SnapshotCheck.Report report =
        vault.check(
            new SnapshotCheck.Subject(
                request.snapshot(),
                request.brought(),
                deep ? SnapshotCheck.Depth.CONTENT : SnapshotCheck.Depth.BYTES),
            progress);
    VerificationLevel level = deep ? VerificationLevel.L1 : VerificationLevel.L0;
    report
        .findings()
        .forEach(found ->
            grounds.findings.add(
                new ProofFinding(
                    level, found.object().value(), found.damage() + ", " + found.what())));
    grounds.findingsBeyond += report.findingsBeyond();
    grounds.seen = report.seen();
    grounds.established = report.findings().isEmpty() ? level : null;
    grounds.checks.add("config and keys open with the vault's password");
    grounds.checks.add(
        "snapshot, index files and %s packs hash to their names"
            .formatted(request.brought().isPresent() ? "its own" : "all needed"));
    if (deep) {
      grounds.checks.add(
          "pack headers agree with the index and every blob in them hashes to its id");
    }
    grounds.checks.add(
        "all that the directories of the snapshot name is indexed, in packs of the right size");
    if (!report.locked()) {
      grounds.checks.add("without a lock: this user may not write at the destination");
    }
  }

  private static void rehearse(
      RestoreProof proof, Vault vault, ProofRequest request, Grounds grounds) {
    RestoreProof.Evidence evidence =
        proof.run(
            new RestoreProof.Rehearsal(
                vault,
                vault.snapshots().read(request.snapshot()),
                request.level(),
                request.queries()));
    grounds.checks.addAll(evidence.checks());
    grounds.bytesRestored = evidence.bytes();
    grounds.findings.addAll(evidence.findings());
    grounds.findingsBeyond += evidence.findingsBeyond();
  }

  /** What one proof has gathered so far. Confined to its thread. */
  private static final class Grounds {
    final List<String> checks = new ArrayList<>();
    final List<ProofFinding> findings = new ArrayList<>();
    SnapshotCheck.Seen seen = new SnapshotCheck.Seen(0, 0, 0, 0, 0);
    @Nullable VerificationLevel established;
    long bytesRestored;
    long findingsBeyond;

    ProofFigures figures(Duration took) {
      return new ProofFigures(
          checks,
          seen.objects(),
          seen.bytes() + bytesRestored,
          seen.blobs(),
          seen.trees(),
          seen.packsPresent(),
          took);
    }
  }
}
