package dev.backstay.store.s3;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the server is to keep what it is given.
 *
 * @param storageClass the server's name of it, for example {@code STANDARD_IA}; by default the
 *     server's choice. A class whose objects cannot be read at once is refused.
 */
public record S3Storage(
    S3Encryption encryption, Optional<String> storageClass, S3ObjectLock objectLock) {
  /** As the bucket is set up. */
  public static final S3Storage BUCKET_DEFAULT =
      new S3Storage(new S3Encryption.BucketDefault(), Optional.empty(), S3ObjectLock.ON_REQUEST);

  private static final Pattern CLASS_FORM = Pattern.compile("[A-Z0-9_-]+");
  private static final Set<String> UNREADABLE = Set.of("GLACIER", "DEEP_ARCHIVE");

  public S3Storage {
    storageClass.ifPresent(name -> {
      if (!CLASS_FORM.matcher(name).matches()) {
        throw new IllegalArgumentException("'" + name + "' is not a storage class");
      }
      if (UNREADABLE.contains(name)) {
        throw new IllegalArgumentException(
            "objects in storage class "
                + name
                + " cannot be read at once, as every backup and restore needs; choose for"
                + " example GLACIER_IR");
      }
    });
  }
}
