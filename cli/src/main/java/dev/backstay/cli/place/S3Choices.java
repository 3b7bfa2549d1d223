package dev.backstay.cli.place;

import dev.backstay.cli.console.World;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.s3.S3Addressing;
import dev.backstay.store.s3.S3Checksum;
import dev.backstay.store.s3.S3Credentials;
import dev.backstay.store.s3.S3Encryption;
import dev.backstay.store.s3.S3ObjectLock;
import dev.backstay.store.s3.S3Options;
import dev.backstay.store.s3.S3Storage;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for locations that are buckets; credentials come from the environment alone. */
final class S3Choices {
  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "Server, where it is not Amazon's (BACKSTAY_S3_ENDPOINT).")
  private @Nullable String endpoint;

  @Option(names = "--s3-region", paramLabel = "NAME", description = "Region (AWS_REGION).")
  private @Nullable String region;

  @Option(
      names = "--s3-addressing",
      paramLabel = "HOW",
      description = "Where the bucket's name goes: ${COMPLETION-CANDIDATES}.")
  private S3Addressing addressing = S3Addressing.AUTOMATIC;

  @Option(
      names = "--s3-checksum",
      paramLabel = "KIND",
      description = "What the server verifies: ${COMPLETION-CANDIDATES}.")
  private S3Checksum checksum = S3Checksum.SHA256;

  @Option(
      names = "--s3-storage-class",
      paramLabel = "CLASS",
      description = "For example STANDARD_IA; default: the bucket's.")
  private @Nullable String storageClass;

  @Option(
      names = "--s3-encryption",
      paramLabel = "KIND",
      description = "By the server: aes256, kms or kms:KEY; default: the bucket's.")
  private @Nullable String encryption;

  S3Options in(World world) {
    Optional<String> server = option(endpoint).or(() -> world.variable("BACKSTAY_S3_ENDPOINT"));
    Optional<String> area =
        option(region)
            .or(() -> world.variable("AWS_REGION"))
            .or(() -> world.variable("AWS_DEFAULT_REGION"));
    S3Options options =
        S3Options.DEFAULT
            .withAddressing(addressing)
            .withChecksum(checksum)
            .withCredentials(credentials(world))
            .withStorage(
                new S3Storage(encryption(), option(storageClass), S3ObjectLock.ON_REQUEST));
    if (server.isPresent()) {
      options = options.withEndpoint(URI.create(server.get()));
    }
    return area.isPresent() ? options.withRegion(area.get()) : options;
  }

  private static Optional<String> option(@Nullable String given) {
    return Optional.ofNullable(given);
  }

  private static S3Credentials credentials(World world) {
    Optional<String> id = world.variable("AWS_ACCESS_KEY_ID");
    Optional<String> secret = world.variable("AWS_SECRET_ACCESS_KEY");
    return id.isPresent() && secret.isPresent()
        ? new S3Credentials.KeyPair(
            id.get(), Secret.of(secret.get()), world.variable("AWS_SESSION_TOKEN").map(Secret::of))
        : new S3Credentials.Environment(world.variable("AWS_PROFILE"));
  }

  private S3Encryption encryption() {
    if (encryption == null) {
      return new S3Encryption.BucketDefault();
    }
    if (encryption.equals("aes256")) {
      return new S3Encryption.Aes256();
    }
    if (encryption.equals("kms")) {
      return new S3Encryption.Kms(Optional.empty());
    }
    if (encryption.startsWith("kms:")) {
      return new S3Encryption.Kms(Optional.of(encryption.substring("kms:".length())));
    }
    throw new BackstayException(
        ErrorCode.USAGE, "--s3-encryption is aes256, kms or kms:KEY, not '" + encryption + "'");
  }
}
