package dev.backstay.pipeline.proof;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.pipeline.Problem;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.RestoreReport;
import dev.backstay.pipeline.RestoreRequest;
import dev.backstay.pipeline.SnapshotRestore;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    Path target = newTarget();
    try {
      var request = new RestoreRequest(rehearsal.snapshot(), target, List.of(), true, true);
      return evidence(new SnapshotRestore(rehearsal.vault(), clock).run(request, Progress.NONE));
    } finally {
      remove(target);
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

  private Path newTarget() {
    try {
      Files.createDirectories(scratch);
      return Files.createTempDirectory(
          scratch,
          "proof",
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw unwritable("no directory can be made below " + scratch + "; nothing was restored", e);
    }
  }

  private static void remove(Path tree) {
    try {
      Files.walkFileTree(tree, new Removal());
    } catch (IOException e) {
      throw unwritable("what was restored to %s cannot be removed".formatted(tree), e);
    }
  }

  private static BackstayException unwritable(String what, IOException cause) {
    return new BackstayException(ErrorCode.TARGET_UNWRITABLE, what + ": " + cause, cause);
  }

  /** Removes a tree, also through directories that were restored unwritable. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
