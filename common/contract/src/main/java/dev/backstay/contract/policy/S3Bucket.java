package dev.backstay.contract.policy;

import java.net.URI;
import java.util.Optional;

/**
 * A bucket, or the part of it under a prefix, and how to reach it; read as a source, written as a
 * destination.
 *
 * @param endpoint of the server, unless it is AWS
 * @param region unless the one that the endpoint or the process's environment implies
 * @param pathStyle whether the bucket is named in the path rather than in the host name, unless the
 *     endpoint decides
 * @param prefix without slashes at its ends; empty for the whole bucket
 * @param credentials to sign with; without them the ones of the environment the process runs in
 */
public record S3Bucket(
    Optional<URI> endpoint,
    Optional<String> region,
    Optional<Boolean> pathStyle,
    String bucket,
    String prefix,
    Optional<Credentials> credentials) {

  /** A key pair, by reference. */
  public record Credentials(SecretReference accessKeyId, SecretReference secretAccessKey) {
    /** Both or neither. */
    public static Optional<Credentials> of(
        Optional<SecretReference> accessKeyId, Optional<SecretReference> secretAccessKey) {
      if (accessKeyId.isPresent() != secretAccessKey.isPresent()) {
        throw new IllegalArgumentException(
            "'access-key-id' and 'secret-access-key' go together; one of them is missing");
      }
      return accessKeyId.map(id -> new Credentials(id, secretAccessKey.orElseThrow()));
    }
  }
}
