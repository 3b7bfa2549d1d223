package dev.backstay.vault.check;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.List;

/**
 * What a check found.
 *
 * @param findings damage, the first {@link Findings#MAX_FINDINGS} of it
 * @param findingsBeyond how much more there is
 * @param notices what harms nothing, bounded like the findings
 * @param noticesBeyond how many more there are
 * @param locked whether a lock kept prunes away; without, a prune at the same time may look like
 *     damage
 */
public record CheckReport(
    Seen seen,
    List<Finding> findings,
    long findingsBeyond,
    List<Notice> notices,
    long noticesBeyond,
    boolean locked) {
  public CheckReport {
    findings = List.copyOf(findings);
    notices = List.copyOf(notices);
  }

  /**
   * What the check looked at.
   *
   * @param packs that are listed
   * @param blobs places of blobs that are indexed
   * @param duplicates places beyond the first of the same blob
   * @param packsRead packs read byte by byte
   * @param bytesRead their bytes
   */
  public record Seen(
      long snapshots,
      long trees,
      long indexFiles,
      long packs,
      long blobs,
      long duplicates,
      long packsRead,
      long bytesRead) {}

  /** Whether nothing is damaged. */
  public boolean isSound() {
    return findings.isEmpty();
  }

  /** Fails with {@code CHECK_FAILED} when anything is damaged. */
  public void orFail() {
    if (!isSound()) {
      throw new BackstayException(
          ErrorCode.CHECK_FAILED,
          "the check found damage in %d places, the first of them: %s"
              .formatted(findings.size() + findingsBeyond, findings.getFirst()));
    }
  }
}
