package dev.backstay.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.Secret;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3LocationTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket, , bucket, ''",
    "s3://bucket/, , bucket, ''",
    "s3://bucket/a/b, , bucket, a/b",
    "s3://bucket//a/b//, , bucket, a/b",
    "s3:http://127.0.0.1:9000/bucket, http://127.0.0.1:9000, bucket, ''",
    "s3:https://s3.example.org/bucket/vault, https://s3.example.org, bucket, vault",
    "s3:s3.example.org/bucket/vault, https://s3.example.org, bucket, vault",
    "s3:http://[::1]:9000/bucket/vault, http://[::1]:9000, bucket, vault",
  })
  void bothFormsAreRead(String text, URI endpoint, String bucket, String prefix) {
    // When
    S3Location location = S3Location.parse(text);
    // Then
    assertThat(location).isEqualTo(new S3Location(Optional.ofNullable(endpoint), bucket, prefix));
    assertThat(S3Location.parse(location.toString())).isEqualTo(location);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:",
        "s3://",
        "s3:///prefix",
        "s3://b/prefix",
        "s3:https://host",
        "s3:ftp://host/bucket",
        "s3://bucket/../other",
        "s3://bucket/a//b",
        "s3://bucket/white space",
        "/a/path",
        "sftp://host/path",
      })
  void whatIsNoLocationIsRefusedWithTheForms(String text) {
    assertThatThrownBy(() -> S3Location.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*(s3://bucket/prefix|letters, digits).*");
  }

  @Test
  void credentialsInALocationAreRefusedAndNotRepeated() {
    assertThatThrownBy(() -> S3Location.parse("s3:https://user:hunter2@host/bucket"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> S3Options.DEFAULT.withEndpoint(URI.create("https://u:hunter2@host")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void credentialsPrintNothingOfThemselves() {
    // Given
    S3Options options =
        S3Options.DEFAULT.withCredentials(
            new S3Credentials.KeyPair(
                "KEYID7", Secret.of("hunter2"), Optional.of(Secret.of("token9"))));
    // When, Then
    assertThat(options.toString()).doesNotContain("KEYID7", "hunter2", "token9");
  }

  @Test
  void storageClassThatCannotBeReadAtOnceIsRefused() {
    assertThatThrownBy(() ->
            new S3Storage(
                new S3Encryption.BucketDefault(),
                Optional.of("DEEP_ARCHIVE"),
                S3ObjectLock.ON_REQUEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GLACIER_IR");
  }
}
