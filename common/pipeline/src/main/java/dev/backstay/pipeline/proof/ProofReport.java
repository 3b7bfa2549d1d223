package dev.backstay.pipeline.proof;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Evidence;
import dev.backstay.contract.policy.VerificationLevel;
import java.util.List;
import java.util.Optional;

/**
 * What a proof established, and on what grounds.
 *
 * @param level that was asked for
 * @param established the highest level that holds
 * @param location of the destination everything was fetched from
 * @param figures what was looked at, in numbers
 * @param findings what is wrong, the first ones when there are many
 * @param findingsBeyond how much more is wrong
 */
public record ProofReport(
    VerificationLevel level,
    Optional<VerificationLevel> established,
    String location,
    ProofFigures figures,
    List<ProofFinding> findings,
    long findingsBeyond) {
  public ProofReport {
    findings = List.copyOf(findings);
  }

  /** Whether the backup is proven as far as was asked. */
  public boolean isProven() {
    return findings.isEmpty();
  }

  /** Fails with {@code CHECK_FAILED} when anything is wrong. */
  public void orFail() {
    if (!isProven()) {
      throw new BackstayException(
          ErrorCode.CHECK_FAILED,
          "the proof at %s found damage in %d places, the first of them: %s"
              .formatted(location, findings.size() + findingsBeyond, findings.getFirst()));
    }
  }

  /** The report as an event carries it. */
  public Evidence evidence() {
    return new Evidence(
        figures.checks(),
        figures.objects(),
        figures.bytes(),
        figures.blobs(),
        figures.objectsPresent(),
        figures.took(),
        findings.stream().limit(Evidence.MAX_FINDINGS).map(ProofFinding::toString).toList());
  }
}
