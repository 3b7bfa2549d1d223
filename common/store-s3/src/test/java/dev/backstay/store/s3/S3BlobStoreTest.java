package dev.backstay.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.BlobStoreContract;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The contract, and what only S3 has, on a real server. */
@Tag("system")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3BlobStoreTest extends BlobStoreContract {
  @TempDir static Path directory;
  private S3Server server;
  private S3Connection raw;
  private int opened;

  @BeforeAll
  void startServer() throws Exception {
    server = S3Server.start(directory);
    raw = new S3Connection(Optional.of(server.endpoint()), server.options());
  }

  @AfterAll
  void stopServer() {
    raw.close();
    server.close();
  }

  @Override
  protected BlobStore open() {
    opened++;
    return open(server.options());
  }

  private BlobStore open(S3Options options) {
    return new S3BlobStore(server.location(prefix()), options, InstantSource.system());
  }

  private String prefix() {
    return "vault-" + opened;
  }

  @Test
  void locationIsWhatAUserWrites() {
    assertThat(store.location())
        .isEqualTo("s3:" + server.endpoint() + "/" + server.bucket() + "/" + prefix());
  }

  @Test
  void wholeBucketIsAStoreToo() {
    // Given
    store.put(BlobName.of("config"), text("x"), PutOptions.REPLACE);
    // When
    try (BlobStore bucket =
        new S3BlobStore(server.location(""), server.options(), InstantSource.system())) {
      // Then
      assertThat(bucket.read(BlobName.of(prefix() + "/config"))).hasSize(1);
    }
  }

  @Test
  void namesOfOtherToolsAreNotShown() {
    // Given
    store.put(BlobName.of("data/00/ours"), text("x"), PutOptions.REPLACE);
    for (String stray : new String[] {".hidden", "data/.part", "data/00/", "data/a b", "data/ä"}) {
      putRaw(prefix() + "/" + stray);
    }
    putRaw(prefix() + "-neighbour/data/00/theirs");
    // When, Then
    assertThat(listed("")).containsExactly("data/00/ours");
    assertThat(listed("data")).containsExactly("data/00/ours");
  }

  @ParameterizedTest
  @EnumSource(S3Checksum.class)
  void everyKindOfChecksumIsTaken(S3Checksum kind) {
    // Given
    byte[] bytes = random(3, 200_000);
    BlobName name = BlobName.of("data/00/summed");
    try (BlobStore summing = open(server.options().withChecksum(kind))) {
      // When
      PutOutcome outcome = summing.put(name, Payload.of(bytes), PutOptions.REPLACE);
      // Then
      assertThat(outcome).isEqualTo(PutOutcome.STORED);
      assertThat(summing.read(name)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource(S3Checksum.class)
  void bytesThatDoNotFitTheirChecksumAreRefused(S3Checksum kind) {
    // Given
    PutObjectRequest.Builder damaged =
        PutObjectRequest.builder().bucket(server.bucket()).key(prefix() + "/damaged");
    PutChecksum.of(kind, text("what was sent")).addTo(damaged);
    // When, Then
    assertThatThrownBy(
            () -> client().putObject(damaged.build(), RequestBody.fromString("what arrived")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadDigest"));
    assertThat(listed("")).isEmpty();
  }

  @Test
  void checksumIsKeptBesideTheObject() {
    // Given
    byte[] sha256 =
        HexFormat.of().parseHex("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    // When
    store.put(BlobName.of("data/00/hello"), text("hello"), PutOptions.REPLACE);
    // Then
    assertThat(
            client()
                .headObject(head ->
                    head.bucket(server.bucket())
                        .key(prefix() + "/data/00/hello")
                        .checksumMode("ENABLED"))
                .checksumSHA256())
        .isEqualTo(Base64.getEncoder().encodeToString(sha256));
  }

  @Test
  void storageClassIsKept() {
    // Given
    S3Storage rare =
        new S3Storage(
            new S3Encryption.BucketDefault(), Optional.of("STANDARD_IA"), S3ObjectLock.ON_REQUEST);
    BlobName name = BlobName.of("data/00/rare");
    // When
    try (BlobStore storing = open(server.options().withStorage(rare))) {
      storing.put(name, text("x"), PutOptions.REPLACE);
    }
    // Then
    assertThat(
            client()
                .headObject(head -> head.bucket(server.bucket()).key(prefix() + "/" + name))
                .storageClassAsString())
        .isEqualTo("STANDARD_IA");
  }

  @Test
  void listingGoesOverManyPages() {
    // Given
    for (int i = 0; i < 1_100; i++) {
      putRaw(prefix() + "/locks/" + i);
    }
    // When, Then
    assertThat(listed("locks")).hasSize(1_100).doesNotHaveDuplicates();
  }

  @Test
  void sweepEndsOldUploadsUnderThePrefixOnly() {
    // Given
    beginUpload(prefix() + "/data/00/unfinished");
    beginUpload(prefix() + "-neighbour/unfinished");
    // When, Then
    assertThat(store.sweep(Instant.now().minus(Duration.ofDays(1)))).isZero();
    assertThat(store.sweep(Instant.now().plus(Duration.ofDays(1)))).isEqualTo(1);
    assertThat(store.sweep(Instant.now().plus(Duration.ofDays(1)))).isZero();
    assertThat(uploads(prefix() + "-neighbour/")).isEqualTo(1);
    assertThat(listed("")).isEmpty();
  }

  @Test
  void wrongSecretIsDenied() {
    // Given
    S3Options wrong =
        server
            .options()
            .withCredentials(new S3Credentials.KeyPair(server.keyId(), Secret.of("hunter2")));
    // When, Then
    try (BlobStore denied = open(wrong)) {
      assertDenied(denied, "check the secret");
    }
  }

  @Test
  void wrongKeyIdIsDenied() {
    // Given
    S3Options wrong =
        server.options().withCredentials(new S3Credentials.KeyPair("NOBODY", server.secret()));
    // When, Then
    try (BlobStore denied = open(wrong)) {
      assertDenied(denied, "access key id");
    }
  }

  @Test
  void missingBucketIsNamedByEveryCall() {
    // Given
    S3Location nowhere = S3Location.parse("s3:" + server.endpoint() + "/no-such-bucket/vault");
    BlobName name = BlobName.of("config");
    // When, Then
    try (BlobStore missing = new S3BlobStore(nowhere, server.options(), InstantSource.system())) {
      ErrorCode code = ErrorCode.STORE_NOT_FOUND;
      assertCode(code, () -> missing.stat(name));
      assertCode(code, () -> missing.read(name));
      assertCode(code, () -> missing.read(name, 0, 0));
      assertCode(code, () -> missing.put(name, text("x"), PutOptions.REPLACE));
      assertCode(code, () -> missing.put(name, text("x"), PutOptions.ONLY_IF_ABSENT));
      assertCode(code, () -> missing.delete(name));
      assertCode(code, () -> missing.list("", _ -> {}));
      assertCode(code, () -> missing.sweep(Instant.now()));
    }
  }

  private static void assertDenied(BlobStore denied, String whatToCheck) {
    BlobName name = BlobName.of("config");
    assertCode(ErrorCode.STORE_DENIED, () -> denied.put(name, text("x"), PutOptions.REPLACE));
    assertCode(ErrorCode.STORE_DENIED, () -> denied.read(name));
    assertCode(ErrorCode.STORE_DENIED, () -> denied.list("", _ -> {}));
    assertThatThrownBy(() -> denied.stat(name))
        .hasMessageContaining(whatToCheck)
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("NOBODY");
  }

  private S3Client client() {
    return raw.client();
  }

  private void putRaw(String key) {
    client()
        .putObject(put -> put.bucket(server.bucket()).key(key), RequestBody.fromString("stray"));
  }

  private void beginUpload(String key) {
    client().createMultipartUpload(begin -> begin.bucket(server.bucket()).key(key));
  }

  private int uploads(String prefix) {
    return client()
        .listMultipartUploads(list -> list.bucket(server.bucket()).prefix(prefix))
        .uploads()
        .size();
  }
}
