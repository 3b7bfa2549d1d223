package dev.backstay.pipeline.proof;

import dev.backstay.contract.policy.VerificationLevel;

/**
 * Something that is not as it should be.
 *
 * @param level of the proof that came upon it
 * @param object the stored object, or the path in the restored tree
 * @param what in words
 */
public record ProofFinding(VerificationLevel level, String object, String what) {
  @Override
  public String toString() {
    return object + ": " + what;
  }
}
