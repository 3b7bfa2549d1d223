package dev.backstay.servicekit.place;

import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.S3Bucket;
import dev.backstay.contract.policy.S3Storage;
import dev.backstay.policy.SecretResolver;
import dev.backstay.store.s3.S3Addressing;
import dev.backstay.store.s3.S3Credentials;
import dev.backstay.store.s3.S3Encryption;
import dev.backstay.store.s3.S3ObjectLock;
import dev.backstay.store.s3.S3Options;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Buckets of a policy in the S3 client's words. */
final class Buckets {
  /** What is short-lived stays deletable, whatever the object lock of the rest. */
  private static final Set<String> UNLOCKED = Set.of("locks");

  private Buckets() {}

  static S3Options options(
      S3Bucket bucket, S3Storage storage, SecretResolver secrets, Map<String, String> environment) {
    S3Options options = ofEnvironment(environment).withStorage(storage(storage));
    if (bucket.credentials().isPresent()) {
      options = options.withCredentials(keyPair(bucket.credentials().get(), secrets));
    }
    if (bucket.pathStyle().isPresent()) {
      options =
          options.withAddressing(
              bucket.pathStyle().get() ? S3Addressing.PATH : S3Addressing.VIRTUAL_HOST);
    }
    if (bucket.endpoint().isPresent()) {
      options = options.withEndpoint(bucket.endpoint().get());
    }
    return bucket.region().isPresent() ? options.withRegion(bucket.region().get()) : options;
  }

  /** As the process's environment says: for staging, and where a policy says nothing. */
  static S3Options ofEnvironment(Map<String, String> environment) {
    Optional<String> id = Optional.ofNullable(environment.get("AWS_ACCESS_KEY_ID"));
    Optional<String> secret = Optional.ofNullable(environment.get("AWS_SECRET_ACCESS_KEY"));
    S3Options options =
        S3Options.DEFAULT.withCredentials(
            id.isPresent() && secret.isPresent()
                ? new S3Credentials.KeyPair(
                    id.get(),
                    Secret.of(secret.get()),
                    Optional.ofNullable(environment.get("AWS_SESSION_TOKEN")).map(Secret::of))
                : new S3Credentials.Environment(
                    Optional.ofNullable(environment.get("AWS_PROFILE"))));
    String region = environment.get("AWS_REGION");
    return region == null ? options : options.withRegion(region);
  }

  private static S3Credentials keyPair(S3Bucket.Credentials pair, SecretResolver secrets) {
    String id = secrets.resolve(pair.accessKeyId()).text();
    return new S3Credentials.KeyPair(id, secrets.resolve(pair.secretAccessKey()), Optional.empty());
  }

  private static dev.backstay.store.s3.S3Storage storage(S3Storage storage) {
    S3Encryption encryption =
        switch (storage.encryption()) {
          case BUCKET_DEFAULT -> new S3Encryption.BucketDefault();
          case AES256 -> new S3Encryption.Aes256();
          case KMS -> new S3Encryption.Kms(storage.kmsKey());
        };
    S3ObjectLock lock =
        storage
            .objectLock()
            .map(kept ->
                new S3ObjectLock(
                    switch (kept.mode()) {
                      case GOVERNANCE -> S3ObjectLock.Mode.GOVERNANCE;
                      case COMPLIANCE -> S3ObjectLock.Mode.COMPLIANCE;
                    },
                    Optional.of(kept.keep()),
                    UNLOCKED))
            .orElse(S3ObjectLock.ON_REQUEST);
    return new dev.backstay.store.s3.S3Storage(encryption, storage.storageClass(), lock);
  }
}
