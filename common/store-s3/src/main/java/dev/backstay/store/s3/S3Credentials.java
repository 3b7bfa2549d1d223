package dev.backstay.store.s3;

import dev.backstay.contract.Secret;
import java.util.Optional;

/** As whom requests are signed. */
public sealed interface S3Credentials {

  /** A key pair, with its session token where it is a temporary one. Prints nothing of itself. */
  record KeyPair(String keyId, Secret secret, Optional<Secret> sessionToken)
      implements S3Credentials {
    public KeyPair {
      if (keyId.isBlank() || secret.isEmpty()) {
        throw new IllegalArgumentException("a key pair has a key id and a secret, neither empty");
      }
    }

    public KeyPair(String keyId, Secret secret) {
      this(keyId, secret, Optional.empty());
    }

    @Override
    public String toString() {
      return "KeyPair[***]";
    }
  }

  /**
   * What the environment offers, in the order every AWS tool uses: {@code AWS_ACCESS_KEY_ID} and
   * {@code AWS_SECRET_ACCESS_KEY}, the profile in {@code ~/.aws} (the named one, or else {@code
   * AWS_PROFILE} or {@code default}), the role of the container or virtual machine.
   */
  record Environment(Optional<String> profile) implements S3Credentials {}
}
