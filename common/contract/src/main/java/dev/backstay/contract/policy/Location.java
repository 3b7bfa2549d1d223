package dev.backstay.contract.policy;

import java.nio.file.Path;
import java.util.Optional;

/** Where a destination is and how it is reached. */
public sealed interface Location {
  /** A directory of this machine, or mounted on it. */
  record Local(Path path) implements Location {}

  /** An S3 bucket or a prefix of one, of AWS or any compatible server. */
  record S3(S3Bucket bucket, S3Storage storage) implements Location {}

  /**
   * A directory reached by SSH.
   *
   * @param path of the vault's root at the server, absolute
   * @param identity private key file of the user; without one and without a password, the keys of
   *     the user that runs the process
   * @param knownHosts file that the server's key must be found in, unless the user's own
   */
  record Sftp(
      String host,
      int port,
      String user,
      String path,
      Optional<Path> identity,
      Optional<SecretReference> password,
      Optional<Path> knownHosts)
      implements Location {}
}
