package dev.backstay.pipeline.proof;

import java.time.Duration;
import java.util.List;

/**
 * What a proof looked at.
 *
 * @param checks what was done, a sentence each
 * @param objects read whole from the destination
 * @param bytes of them, and of what was restored
 * @param blobs opened, decoded and hashed
 * @param trees directories whose every reference was found in the index
 * @param objectsPresent packs looked at by presence and size only: proven with earlier backups
 */
public record ProofFigures(
    List<String> checks,
    long objects,
    long bytes,
    long blobs,
    long trees,
    long objectsPresent,
    Duration took) {
  public ProofFigures {
    checks = List.copyOf(checks);
  }
}
