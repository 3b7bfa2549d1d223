package dev.backstay.pipeline.proof;

import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.pipeline.Problem;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.RestoreReport;
import dev.backstay.pipeline.RestoreRequest;
import dev.backstay.pipeline.ScratchDirectory;
import dev.backstay.pipeline.SnapshotRestore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The rehearsed restore of a file tree: restored whole below a scratch directory, read again and
 * compared with the snapshot blob by blob. There is no server to ask, so no level beyond L2.
 */
public final class FilesRestoreProof implements RestoreProof {
  private final Path scratch;
  private final InstantSource clock;

  /**
   * A proof that restores below {@code scratch}, a directory that is made unless it is there; it
   * needs room for the largest tree, once for each proof at a time.
   */
  public FilesRestoreProof(Path scratch, InstantSource clock) {
    this.scratch = scratch;
    this.clock = clock;
  }

  @Override
  public VerificationLevel highest() {
    return VerificationLevel.L2;
  }

  @Override
  public Evidence run(Rehearsal rehearsal) {
    try (ScratchDirectory target = ScratchDirectory.below(scratch)) {
      var request = new RestoreRequest(rehearsal.snapshot(), target.path(), List.of(), true, true);
      return evidence(new SnapshotRestore(rehearsal.vault(), clock).run(request, Progress.NONE));
    }
  }

  private static Evidence evidence(RestoreReport report) {
    List<ProofFinding> findings = new ArrayList<>();
    for (Problem problem : report.problems()) {
      findings.add(
          new ProofFinding(
              VerificationLevel.L2, problem.path(), String.valueOf(problem.cause().getMessage())));
    }
    if (findings.isEmpty() && !report.verified()) {
      findings.add(
          new ProofFinding(VerificationLevel.L2, "/", "the restored tree was not compared"));
    }
    return new Evidence(
        List.of(
            "%d files and %d directories were restored into scratch, and every byte of them compared with the snapshot"
                .formatted(report.files(), report.directories())),
        report.bytes(),
        findings,
        Math.max(0, report.problemCount() - findings.size()));
  }
}
