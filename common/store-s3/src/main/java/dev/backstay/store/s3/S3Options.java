package dev.backstay.store.s3;

import java.net.URI;
import java.util.Optional;

/**
 * How a bucket is spoken to, whichever it is.
 *
 * @param endpoint the server, where it is not Amazon's; a location's own wins
 * @param region by default {@code us-east-1} with an endpoint (few other servers care), else what
 *     {@code AWS_REGION}, the profile or the virtual machine says
 */
public record S3Options(
    Optional<URI> endpoint,
    Optional<String> region,
    S3Addressing addressing,
    S3Credentials credentials,
    S3Storage storage,
    S3Checksum checksum,
    S3Limits limits) {
  public static final S3Options DEFAULT =
      new S3Options(
          Optional.empty(),
          Optional.empty(),
          S3Addressing.AUTOMATIC,
          new S3Credentials.Environment(Optional.empty()),
          S3Storage.BUCKET_DEFAULT,
          S3Checksum.SHA256,
          S3Limits.DEFAULT);

  public S3Options {
    endpoint.ifPresent(uri -> {
      if (uri.getHost() == null || uri.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "an endpoint is written https://host:port, without credentials");
      }
    });
  }

  public S3Options withEndpoint(URI uri) {
    return new S3Options(
        Optional.of(uri), region, addressing, credentials, storage, checksum, limits);
  }

  public S3Options withRegion(String name) {
    return new S3Options(
        endpoint, Optional.of(name), addressing, credentials, storage, checksum, limits);
  }

  public S3Options withAddressing(S3Addressing choice) {
    return new S3Options(endpoint, region, choice, credentials, storage, checksum, limits);
  }

  public S3Options withCredentials(S3Credentials choice) {
    return new S3Options(endpoint, region, addressing, choice, storage, checksum, limits);
  }

  public S3Options withStorage(S3Storage choice) {
    return new S3Options(endpoint, region, addressing, credentials, choice, checksum, limits);
  }

  public S3Options withChecksum(S3Checksum choice) {
    return new S3Options(endpoint, region, addressing, credentials, storage, choice, limits);
  }

  public S3Options withLimits(S3Limits choice) {
    return new S3Options(endpoint, region, addressing, credentials, storage, checksum, choice);
  }
}
