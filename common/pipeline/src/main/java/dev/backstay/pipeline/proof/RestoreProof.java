package dev.backstay.pipeline.proof;

import dev.backstay.contract.policy.ValidationQuery;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.List;

/**
 * A rehearsed restore of one kind of source: the proof beyond stored bytes.
 *
 * <p><b>L2.</b> The snapshot is restored whole from the given vault into scratch space, by the same
 * flow that an operator would use. A file tree is then compared with the snapshot, byte by byte. A
 * server of the version the backup was taken from is started on what was restored and reaches the
 * state in which it accepts connections; where it can verify its own files (page checksums, an
 * appendonly check), it does.
 *
 * <p><b>L3.</b> L2, and the server gives the expected answer to each query. A wrong answer, an
 * error and an answer that takes too long are findings that name the query. There is at least one
 * query.
 *
 * <p><b>Isolation.</b> A scratch server listens on no address that others reach, connects to
 * nothing outside, runs no archive or restore command of the source, and loads no library that its
 * restored configuration names.
 *
 * <p><b>Scratch.</b> All of it, and every process, is gone when {@link #run} returns or throws.
 *
 * <p><b>Failure.</b> What is wrong with the backup is a finding. What hinders the proof (no space,
 * no server program, a store that cannot be asked, an interrupt) is thrown, for it says nothing
 * about the backup.
 *
 * <p><b>Threads.</b> Any number of threads may prove at once, each in scratch of its own.
 */
public interface RestoreProof {
  /** The highest level this proof can establish: {@code L2} or {@code L3}. */
  VerificationLevel highest();

  /** Restores and looks. */
  Evidence run(Rehearsal rehearsal);

  /**
   * What is to be restored.
   *
   * @param vault at the destination that is being proven
   * @param level {@code L2} or {@code L3}, at most {@link #highest}
   * @param queries none below {@code L3}
   */
  record Rehearsal(
      Vault vault,
      StoredSnapshot snapshot,
      VerificationLevel level,
      List<ValidationQuery> queries) {
    public Rehearsal {
      queries = List.copyOf(queries);
    }
  }

  /**
   * What came of it.
   *
   * @param checks what was done, a sentence each
   * @param bytes restored
   * @param findings the first of what is wrong
   * @param findingsBeyond how much more is wrong
   */
  record Evidence(
      List<String> checks, long bytes, List<ProofFinding> findings, long findingsBeyond) {
    public Evidence {
      checks = List.copyOf(checks);
      findings = List.copyOf(findings);
    }
  }
}
