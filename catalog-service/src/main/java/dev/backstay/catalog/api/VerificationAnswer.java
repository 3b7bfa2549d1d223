package dev.backstay.catalog.api;

import dev.backstay.catalog.query.VerificationEntry;
import dev.backstay.contract.event.Evidence;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A verification that ended. */
public record VerificationAnswer(
    String backup,
    String source,
    String destination,
    VerificationLevel level,
    Instant at,
    Result result,
    String occurrence,
    Proof evidence,
    Optional<Failure> failure) {
  /** How it ended. */
  public enum Result {
    PROVEN,
    FAILED
  }

  /**
   * What was looked at.
   *
   * @param objects that were fetched
   * @param objectsPresent older ones that were only looked for
   * @param took a duration in ISO 8601
   */
  public record Proof(
      List<String> checks,
      long objects,
      long bytes,
      long blobs,
      long objectsPresent,
      String took,
      List<String> findings) {
    static Proof of(Evidence evidence) {
      return new Proof(
          evidence.checks(),
          evidence.objects(),
          evidence.bytes(),
          evidence.blobs(),
          evidence.objectsPresent(),
          evidence.took().toString(),
          evidence.findings());
    }
  }

  public static VerificationAnswer of(VerificationEntry entry) {
    return new VerificationAnswer(
        entry.backup().toString(),
        entry.source().value(),
        entry.destination().value(),
        entry.level(),
        entry.at(),
        entry.failure().isPresent() ? Result.FAILED : Result.PROVEN,
        entry.occurrence(),
        Proof.of(entry.evidence()),
        entry.failure());
  }
}
