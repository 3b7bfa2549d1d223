package dev.backstay.store.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where objects are kept: a bucket, a prefix inside it (empty for the whole bucket), and the
 * server, unless it is Amazon's or named by {@link S3Options#endpoint}. Written {@code
 * s3://bucket/prefix}, or as restic writes it: {@code s3:https://host:port/bucket/prefix}.
 */
public record S3Location(Optional<URI> endpoint, String bucket, String prefix) {
  private static final String FORMS =
      "write s3://bucket/prefix or s3:https://host:port/bucket/prefix";
  private static final Pattern PLAIN = Pattern.compile("s3://([^/]+)(?:/(.*))?");
  private static final Pattern WITH_SERVER =
      Pattern.compile("s3:(?:(https?)://)?([^/]+)/([^/]+)(?:/(.*))?");
  private static final Pattern SERVER =
      Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+])(?::\\d{1,5})?");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,62}");
  private static final Pattern PREFIX =
      Pattern.compile("|[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  public S3Location {
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException("'" + bucket + "' is not the name of a bucket; " + FORMS);
    }
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "'" + prefix + "' is not a prefix of letters, digits and . _ - between slashes");
    }
  }

  /** Whether text is meant for {@link #parse}. */
  public static boolean isMeant(String text) {
    return text.startsWith("s3:");
  }

  /** Reads either written form; throws {@link IllegalArgumentException} naming both. */
  public static S3Location parse(String text) {
    Matcher plain = PLAIN.matcher(text);
    if (plain.matches()) {
      return new S3Location(Optional.empty(), plain.group(1), trimmed(plain.group(2)));
    }
    Matcher full = WITH_SERVER.matcher(text);
    if (!full.matches()) {
      throw new IllegalArgumentException("this is not the location of a bucket; " + FORMS);
    }
    if (!SERVER.matcher(full.group(2)).matches()) {
      // Not repeated in the message: a user name and password may stand there.
      throw new IllegalArgumentException(
          "the server's name in the location is not valid; "
              + FORMS
              + " and give credentials separately");
    }
    String scheme = full.group(1) == null ? "https" : full.group(1);
    URI endpoint = URI.create(scheme + "://" + full.group(2));
    return new S3Location(Optional.of(endpoint), full.group(3), trimmed(full.group(4)));
  }

  private static String trimmed(@Nullable String prefix) {
    return prefix == null ? "" : prefix.replaceAll("^/+|/+$", "");
  }

  /** The key of everything under this location starts with this: the prefix and a slash. */
  String keyPrefix() {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  /** The written form. */
  @Override
  public String toString() {
    String path = prefix.isEmpty() ? bucket : bucket + "/" + prefix;
    return endpoint.map(uri -> "s3:" + uri + "/" + path).orElse("s3://" + path);
  }
}
