package dev.backstay.contract.event;

import java.time.Duration;
import java.util.List;

/**
 * What a verification looked at.
 *
 * @param checks what was done, a sentence each
 * @param objects fetched from the destination
 * @param bytes of them
 * @param blobs decrypted, decoded and hashed
 * @param objectsPresent looked at by presence and size only: proven with earlier backups
 * @param findings what is wrong, a sentence each; empty for good; the first ones when there are
 *     many
 */
public record Evidence(
    List<String> checks,
    long objects,
    long bytes,
    long blobs,
    long objectsPresent,
    Duration took,
    List<String> findings) {
  /** Enough to see what is wrong; an event stays small. */
  public static final int MAX_FINDINGS = 50;

  public Evidence {
    checks = List.copyOf(checks);
    findings = List.copyOf(findings);
    if (findings.size() > MAX_FINDINGS) {
      findings = findings.subList(0, MAX_FINDINGS);
    }
  }
}
