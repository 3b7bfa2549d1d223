package dev.backstay.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.s3.ScriptedServer.Seen;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What travels over the wire, as a server sees it: the S3 server of the other tests has no
 * encryption and no object lock.
 */
@Tag("system")
final class S3RequestTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final BlobName NAME = BlobName.of("data/00/pack");
  private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};
  private static final S3Options OPTIONS =
      S3Options.DEFAULT.withCredentials(
          new S3Credentials.KeyPair("KEYID", Secret.of("the-secret")));

  private ScriptedServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = new ScriptedServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void plainPutSendsNoMoreThanItMust() {
    // When
    Seen put = put(OPTIONS, PutOptions.REPLACE);
    // Then
    assertThat(put.method()).isEqualTo("PUT");
    assertThat(put.target()).isEqualTo("/bucket/vault/data/00/pack");
    assertThat(put.bodyBytes()).isEqualTo(5);
    assertThat(put.header("x-amz-checksum-sha256"))
        .isEqualTo("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    assertThat(put.header("authorization"))
        .startsWith("AWS4-HMAC-SHA256 Credential=KEYID/")
        .contains("/us-east-1/s3/aws4_request")
        .doesNotContain("the-secret");
    assertThat(put.header("x-amz-content-sha256"))
        .as("the body is signed as a whole, without trailers")
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(put.headers())
        .doesNotContainKeys(
            "if-none-match",
            "x-amz-storage-class",
            "x-amz-server-side-encryption",
            "x-amz-object-lock-mode",
            "x-amz-trailer",
            "x-amz-sdk-checksum-algorithm",
            "expect",
            "content-md5");
  }

  @Test
  void onlyIfAbsentIsDecidedByTheServer() {
    assertThat(put(OPTIONS, PutOptions.ONLY_IF_ABSENT).header("if-none-match")).isEqualTo("*");
  }

  @Test
  void eachChecksumTravelsInItsOwnHeader() {
    // When
    Seen crc = put(OPTIONS.withChecksum(S3Checksum.CRC32C), PutOptions.REPLACE);
    Seen md5 = put(OPTIONS.withChecksum(S3Checksum.CONTENT_MD5), PutOptions.REPLACE);
    // Then
    assertThat(crc.header("x-amz-checksum-crc32c")).isEqualTo("mnG7TA==");
    assertThat(crc.headers()).doesNotContainKeys("x-amz-checksum-sha256", "content-md5");
    assertThat(md5.header("content-md5")).isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
    assertThat(md5.headers().keySet()).noneMatch(name -> name.startsWith("x-amz-checksum"));
  }

  @Test
  void encryptionAndStorageClassAreAskedFor() {
    // Given
    Optional<String> rare = Optional.of("STANDARD_IA");
    S3ObjectLock onRequest = S3ObjectLock.ON_REQUEST;
    // When
    Seen aes = put(storing(new S3Storage(new S3Encryption.Aes256(), rare, onRequest)));
    Seen kms =
        put(
            storing(
                new S3Storage(
                    new S3Encryption.Kms(Optional.of("key-7")), Optional.empty(), onRequest)));
    // Then
    assertThat(aes.header("x-amz-server-side-encryption")).isEqualTo("AES256");
    assertThat(aes.header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    assertThat(kms.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
    assertThat(kms.header("x-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("key-7");
    assertThat(kms.headers()).doesNotContainKey("x-amz-storage-class");
  }

  @Test
  void retentionOfAPutIsAskedFor() {
    // When
    Seen put = put(OPTIONS, PutOptions.REPLACE.retainedUntil(NOW.plusSeconds(60)));
    // Then
    assertThat(put.header("x-amz-object-lock-mode")).isEqualTo("COMPLIANCE");
    assertThat(put.header("x-amz-object-lock-retain-until-date")).isEqualTo("2026-03-01T12:01:00Z");
  }

  @Test
  void defaultRetentionCountsFromThePutAndSparesWhatIsExempt() {
    // Given
    S3Options locking =
        storing(
            new S3Storage(
                new S3Encryption.BucketDefault(),
                Optional.empty(),
                new S3ObjectLock(
                    S3ObjectLock.Mode.GOVERNANCE,
                    Optional.of(Duration.ofDays(30)),
                    Set.of("locks"))));
    // When
    Seen pack = put(locking);
    try (S3BlobStore store = store(locking)) {
      store.put(BlobName.of("locks/one"), Payload.of(HELLO), PutOptions.REPLACE);
    }
    Seen lock = server.requests().getLast();
    // Then
    assertThat(pack.header("x-amz-object-lock-mode")).isEqualTo("GOVERNANCE");
    assertThat(pack.header("x-amz-object-lock-retain-until-date"))
        .isEqualTo("2026-03-31T12:00:00Z");
    assertThat(lock.headers()).doesNotContainKey("x-amz-object-lock-mode");
  }

  @Test
  void largeBodyWaitsUntilTheServerWantsIt() {
    // When
    try (S3BlobStore store = store(OPTIONS)) {
      store.put(NAME, Payload.of(new byte[ImmediateSmallPuts.SMALL_BYTES + 1]), PutOptions.REPLACE);
    }
    // Then
    assertThat(server.onlyRequest().header("expect")).isEqualTo("100-continue");
  }

  @Test
  void sessionTokenTravelsWithTheRequest() {
    // Given
    S3Options temporary =
        OPTIONS.withCredentials(
            new S3Credentials.KeyPair(
                "KEYID", Secret.of("the-secret"), Optional.of(Secret.of("the-token"))));
    // When, Then
    assertThat(put(temporary).header("x-amz-security-token")).isEqualTo("the-token");
  }

  @Test
  void credentialsOfTheSurroundingsAreFound() {
    // Given
    System.setProperty("aws.accessKeyId", "FROM-OUTSIDE");
    System.setProperty("aws.secretAccessKey", "the-secret");
    try {
      // When
      Seen put = put(OPTIONS.withCredentials(new S3Credentials.Environment(Optional.empty())));
      // Then
      assertThat(put.header("authorization")).contains("Credential=FROM-OUTSIDE/");
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  @Test
  void regionOfTheOptionsOrOfAmazonsHostIsSignedFor() {
    // When
    Seen named = put(OPTIONS.withRegion("eu-central-1"));
    Seen amazon = throughProxy("s3:http://s3.us-west-2.amazonaws.com/bucket/vault", OPTIONS);
    // Then
    assertThat(named.header("authorization")).contains("/eu-central-1/s3/");
    assertThat(amazon.header("authorization")).contains("/us-west-2/s3/");
  }

  @Test
  void bucketStandsInThePathOrInTheHostsName() {
    // Given
    String elsewhere = "s3:http://s3.example.test/bucket/vault";
    // When
    Seen path = throughProxy(elsewhere, OPTIONS);
    Seen host = throughProxy(elsewhere, OPTIONS.withAddressing(S3Addressing.VIRTUAL_HOST));
    // Then
    assertThat(path.header("host")).isEqualTo("s3.example.test");
    assertThat(URI.create(path.target()).getPath()).isEqualTo("/bucket/vault/data/00/pack");
    assertThat(host.header("host")).isEqualTo("bucket.s3.example.test");
    assertThat(URI.create(host.target()).getPath()).isEqualTo("/vault/data/00/pack");
  }

  private static S3Options storing(S3Storage storage) {
    return OPTIONS.withStorage(storage);
  }

  private Seen put(S3Options options) {
    return put(options, PutOptions.REPLACE);
  }

  private Seen put(S3Options options, PutOptions how) {
    try (S3BlobStore store = store(options)) {
      store.put(NAME, Payload.of(HELLO), how);
    }
    return server.requests().getLast();
  }

  private S3BlobStore store(S3Options options) {
    return new S3BlobStore(server.location(), options, () -> NOW);
  }

  /** A put to a host that is not there, sent through the recording server as its proxy. */
  private Seen throughProxy(String location, S3Options options) {
    System.setProperty("http.proxyHost", server.endpoint().getHost());
    System.setProperty("http.proxyPort", String.valueOf(server.endpoint().getPort()));
    try (S3BlobStore store = new S3BlobStore(S3Location.parse(location), options, () -> NOW)) {
      store.put(NAME, Payload.of(HELLO), PutOptions.REPLACE);
      return server.requests().getLast();
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
  }
}
