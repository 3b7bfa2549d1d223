package dev.backstay.policy;

import dev.backstay.contract.policy.S3Bucket;
import dev.backstay.contract.policy.SecretReference;
import java.net.URI;
import java.util.List;

/** The keys that name an S3 bucket, whether it is read from or written to. */
final class BucketKeys {
  static final Key<URI> ENDPOINT =
      Key.of("endpoint", Forms.endpoint(), "Address of the server.").otherwise("AWS");
  static final Key<String> REGION =
      Key.of("region", Forms.text(), "Region of the bucket.")
          .otherwise("`us-east-1` with an endpoint, else what AWS's own settings say");
  static final Key<Boolean> PATH_STYLE =
      Key.of(
              "path-style",
              Forms.flag(),
              "Whether the bucket is named in the path, not in the host name.")
          .otherwise("`true` with an endpoint, else `false`");
  static final Key<String> BUCKET =
      Key.of(
              "bucket",
              Forms.text("a bucket name", "[A-Za-z0-9][A-Za-z0-9._-]{1,62}"),
              "Name of the bucket.")
          .asRequired();
  static final Key<String> PREFIX =
      Key.of(
              "prefix",
              Forms.text(
                  "a prefix of letters, digits and . _ - between slashes",
                  "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"),
              "Part of the bucket.")
          .orElse("", "the whole bucket");
  static final Key<SecretReference> ACCESS_KEY_ID =
      Key.of("access-key-id", Forms.secret(), "Key to sign with.")
          .otherwise("the machine's own role or AWS profile");
  static final Key<SecretReference> SECRET_ACCESS_KEY =
      Key.of("secret-access-key", Forms.secret(), "Its secret half.")
          .otherwise("the machine's own role or AWS profile");

  static final List<Key<?>> ALL =
      List.of(ENDPOINT, REGION, PATH_STYLE, BUCKET, PREFIX, ACCESS_KEY_ID, SECRET_ACCESS_KEY);

  private BucketKeys() {}

  static S3Bucket build(Layer<?> section) {
    return new S3Bucket(
        section.find(ENDPOINT),
        section.find(REGION),
        section.find(PATH_STYLE),
        section.get(BUCKET),
        section.get(PREFIX),
        S3Bucket.Credentials.of(section.find(ACCESS_KEY_ID), section.find(SECRET_ACCESS_KEY)));
  }
}
