package dev.backstay.pipeline.staging;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import dev.backstay.contract.event.DumpFigures;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.StoredPack;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultWriter;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * One attempt of a backup, from its opening mark to its commit. Confined to the thread that opened
 * it; the writer's threads are joined when it is closed.
 */
final class StagedRun implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StagedRun.class.getName());

  private final BlobStore staging;
  private final RunRecords records;
  private final RunOrder order;
  private final RunOutbox outbox;
  private final VaultWriter writer;
  private final List<StoredPack> adopted = new ArrayList<>();

  /** What all runs of a process share. */
  record Setting(Vault vault, RunRecords records, IndexOwners owners, StagingLimit limit) {}

  /** Opens a run, whose mark is set. */
  StagedRun(Setting setting, RunOrder order, RunListener listener) {
    this.staging = setting.vault().store();
    this.records = setting.records();
    this.order = order;
    var space = new StagingSpace(staging, setting.limit(), listener);
    this.outbox = new RunOutbox(staging, order.backup(), space, listener);
    this.writer = setting.vault().writer(outbox, setting.owners().within(order.scope()));
    space.exempt(writer.treePacks());
    boolean opened = false;
    try {
      adopt();
      opened = true;
    } finally {
      if (!opened) {
        writer.close();
      }
    }
  }

  /**
   * Takes over what earlier attempts journaled, also packs that moved on to their destinations
   * since. Only a help: what cannot be read is stored again.
   */
  private void adopt() {
    List<BlobId> journaled = new ArrayList<>();
    staging.list(
        StagingNames.journal(order.backup()),
        stat -> StagingNames.idOf(stat.name()).ifPresent(journaled::add));
    for (BlobId pack : journaled) {
      BlobName entry = StagingNames.sealed(order.backup(), pack);
      try {
        StoredPack stored = writer.adopt(pack, staging.read(entry));
        adopted.add(stored);
        outbox.adopt(stored);
      } catch (BackstayException e) {
        if (e.code().kind() != ErrorKind.INTEGRITY) {
          throw e;
        }
        LOG.log(Level.WARNING, "the pack of " + entry + " is stored again", e);
      }
    }
  }

  /** Does the work and commits it; the run that won, this one or another. */
  CommittedRun carryOut(RunWork work) {
    RunFacts facts = work.capture(writer);
    RunManifest manifest =
        new RunManifest(
            order.backup(),
            order.attempt(),
            order.source(),
            outbox.snapshot(),
            outbox.indexes(),
            outbox.packs(),
            writer.referredIndexes().stream().sorted().toList(),
            withAdopted(facts));
    RunCommit ours = RunCommit.of(manifest);
    staging.put(
        StagingNames.manifest(order.backup(), ours.manifest()),
        Payload.of(manifest.encode()),
        PutOptions.REPLACE);
    RunCommit winner = decide(ours);
    return winner.equals(ours)
        ? new CommittedRun(ours, manifest, true)
        : new CommittedRun(winner, records.manifest(winner), false);
  }

  /** What earlier attempts of the same backup stored is of this backup, too. */
  private RunFacts withAdopted(RunFacts facts) {
    DumpFigures figures = facts.figures();
    return new RunFacts(
        facts.kind(),
        facts.startedAt(),
        facts.completedAt(),
        facts.hostname(),
        facts.tags(),
        new DumpFigures(
            figures.files(),
            figures.bytesProcessed(),
            figures.bytesRead(),
            figures.bytesNew() + adopted.stream().mapToLong(StoredPack::plainBytes).sum(),
            figures.bytesStored() + adopted.stream().mapToLong(StoredPack::length).sum(),
            outbox.packs().size(),
            figures.problems()));
  }

  /** Creates the commit, or finds that there is one. */
  private RunCommit decide(RunCommit ours) {
    PutOutcome outcome;
    try {
      outcome =
          staging.put(
              StagingNames.commit(order.backup()),
              Payload.of(ours.encode()),
              PutOptions.ONLY_IF_ABSENT);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || !e.isTransient()) {
        throw e;
      }
      return records.commit(order.backup()).orElseThrow(() -> e);
    }
    if (outcome == PutOutcome.STORED) {
      return ours;
    }
    records.requireNotAbandoned(order.backup());
    return records
        .commit(order.backup())
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.STORE_AMBIGUOUS,
                "the commit of %s existed and vanished while it was put"
                    .formatted(order.backup())));
  }

  @Override
  public void close() {
    writer.close();
  }
}
