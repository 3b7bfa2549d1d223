package dev.backstay.pipeline.staging;

import dev.backstay.contract.Secret;
import dev.backstay.contract.event.BackupId;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The vault in staging, where backups are written before any destination has them: it holds every
 * committed snapshot and index file and every directory, and of the data what is still on its way.
 * Any number of threads may use it. Closing it closes the store.
 *
 * <p>However often a backup is run, by however many processes at once, exactly one attempt of it is
 * committed and published; every call returns that one.
 */
public final class StagedVault implements AutoCloseable {
  private final BlobStore staging;
  private final Vault vault;
  private final RunRecords records;
  private final IndexOwners owners;
  private final RunCompletion completion;
  private final StagingLimit limit;

  private StagedVault(Vault vault, StagingLimit limit) {
    this.staging = vault.store();
    this.vault = vault;
    this.records = new RunRecords(staging);
    this.owners = new IndexOwners(records, new IndexSuccession(staging));
    this.completion = new RunCompletion(staging);
    this.limit = limit;
  }

  /** Opens the vault that an uploader established in staging; else {@code VAULT_NOT_FOUND}. */
  public static StagedVault open(
      BlobStore staging, Secret password, VaultOptions options, StagingLimit limit) {
    return new StagedVault(Vault.open(staging, password, options), limit);
  }

  /** The vault in staging that is open already; it is closed with this one. */
  public static StagedVault of(Vault vault, StagingLimit limit) {
    return new StagedVault(vault, limit);
  }

  /** The vault itself. */
  public Vault vault() {
    return vault;
  }

  /** What runs left. */
  public RunRecords records() {
    return records;
  }

  /** The run of a backup that is done, published now if its worker died before it could. */
  public Optional<CommittedRun> committed(BackupId backup) {
    return records.commit(backup).map(this::complete);
  }

  /**
   * Runs one attempt of a backup, unless an attempt of it is committed already. Returns once the
   * backup is committed and published; what fails before leaves its packs for the next attempt.
   */
  public CommittedRun run(RunOrder order, RunListener listener, RunWork work) {
    Optional<CommittedRun> done = committed(order.backup());
    if (done.isPresent()) {
      return done.get();
    }
    records.requireNotAbandoned(order.backup());
    CommittedRun winner;
    var setting = new StagedRun.Setting(vault, records, owners, limit);
    try (RunOpening _ = RunOpening.mark(staging, order, vault.options());
        StagedRun run = new StagedRun(setting, order, listener)) {
      winner = run.carryOut(work);
      completion.publish(winner.manifest()); // the run holds the vault's lock
    }
    completion.tidy(winner.manifest());
    return winner;
  }

  private CommittedRun complete(RunCommit commit) {
    RunManifest manifest = records.manifest(commit);
    if (completion.isUnpublished(commit)) {
      vault.underLock(false, () -> completion.publish(manifest));
    }
    completion.tidy(manifest);
    return new CommittedRun(commit, manifest, false);
  }

  /**
   * Notes that an attempt failed and nobody will try again by himself, so that what attempts left
   * need not be kept. An attempt that is made nevertheless takes the note back.
   */
  public void giveUp(BackupId backup) {
    boolean[] left = {false};
    staging.list(StagingNames.journal(backup), _ -> left[0] = true);
    if (left[0] && !records.hasEnded(backup)) {
      var _ = staging.put(StagingNames.failed(backup), Payload.of(new byte[0]), PutOptions.REPLACE);
    }
  }

  /**
   * Removes what attempts of a backup left that will not be tried again. Needs the vault's
   * exclusive lock, so it fails with {@code VAULT_LOCKED} while any run is open. A backup that is
   * committed is left alone.
   */
  public void abandon(BackupId backup) {
    abandon(List.of(backup), _ -> true);
  }

  /** The same for several, of those that still meet a condition once the lock is held. */
  void abandon(Collection<BackupId> backups, Predicate<BackupId> condition) {
    vault.underLock(
        true,
        () -> {
          for (BackupId backup : backups) {
            if (records.commit(backup).isEmpty() && condition.test(backup)) {
              completion.abandon(backup, vault.options().clock().instant());
            }
          }
        });
  }

  @Override
  public void close() {
    vault.close();
  }
}
