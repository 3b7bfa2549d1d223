package dev.backstay.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.store.PutOutcome;
import dev.backstay.store.RetryPolicy;
import dev.backstay.store.RetryingBlobStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server and a network can do to a call, and what the caller is told. */
@Tag("system")
final class S3FailuresTest {
  private static final BlobName NAME = BlobName.of("data/00/pack");
  private static final Payload HELLO = Payload.of(new byte[] {'h', 'e', 'l', 'l', 'o'});
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);

  private ScriptedServer server;
  private S3BlobStore store;

  @BeforeEach
  void startServer() throws Exception {
    server = new ScriptedServer();
    store = store(S3Limits.DEFAULT);
  }

  @AfterEach
  void stopServer() {
    store.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "404, NoSuchKey, OBJECT_MISSING",
    "404, NoSuchBucket, STORE_NOT_FOUND",
    "403, AccessDenied, STORE_DENIED",
    "403, InvalidAccessKeyId, STORE_DENIED",
    "403, SignatureDoesNotMatch, STORE_DENIED",
    "400, ExpiredToken, STORE_DENIED",
    "403, RequestTimeTooSkewed, CLOCK_SKEW",
    "403, InvalidObjectState, STORE_FAILED",
    "400, InvalidRequest, STORE_FAILED",
    "400, RequestTimeout, STORE_TIMEOUT",
    "416, InvalidRange, OBJECT_CORRUPT",
    "429, TooManyRequests, STORE_UNREACHABLE",
    "500, InternalError, STORE_UNREACHABLE",
    "501, NotImplemented, STORE_FAILED",
    "502, BadGateway, STORE_UNREACHABLE",
    "503, SlowDown, STORE_UNREACHABLE",
    "507, XMinioStorageFull, STORE_FULL",
  })
  void refusedReadIsNamed(int status, String refusal, ErrorCode code) {
    // Given
    server.refuse(status, refusal);
    // When
    BackstayException failure = failureOf(() -> store.read(NAME));
    // Then
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure)
        .hasMessageContaining("data/00/pack")
        .hasMessageContaining(store.location())
        .hasMessageNotContaining("the-secret");
    assertThat(server.requests()).as("nothing is repeated here").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "403, QuotaExceeded, STORE_FULL",
    "403, AccessDenied, STORE_DENIED",
    "404, NoSuchBucket, STORE_NOT_FOUND",
    "400, BadDigest, STORE_UNREACHABLE",
    "503, SlowDown, STORE_UNREACHABLE",
    "500, InternalError, STORE_AMBIGUOUS",
    "504, GatewayTimeout, STORE_AMBIGUOUS",
    "409, ConditionalRequestConflict, STORE_AMBIGUOUS",
  })
  void refusedPutSaysWhetherItPerhapsStored(int status, String refusal, ErrorCode code) {
    // Given
    server.refuse(status, refusal);
    // When
    BackstayException failure = failureOf(this::put);
    // Then
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure)
        .hasMessageContaining(
            code == ErrorCode.STORE_AMBIGUOUS ? "perhaps stored" : "nothing was stored");
    assertThat(server.requests()).as("nothing is repeated here").hasSize(1);
  }

  @Test
  void reasonOfARefusedStatIsAskedFor() {
    // Given
    server.answer(403, "").refuse(403, "RequestTimeTooSkewed");
    // When, Then
    assertThat(failureOf(() -> store.stat(NAME)).code()).isEqualTo(ErrorCode.CLOCK_SKEW);
  }

  @Test
  void statThatAloneIsRefusedIsDenied() {
    // Given
    server.answer(403, "").answer(200, "<ListBucketResult/>", "Content-Type", "application/xml");
    // When, Then
    assertThat(failureOf(() -> store.stat(NAME)).code()).isEqualTo(ErrorCode.STORE_DENIED);
  }

  @Test
  void statInAMissingBucketIsNotJustAMissingObject() {
    // Given
    server.answer(404, "").refuse(404, "NoSuchBucket");
    // When, Then
    assertThat(failureOf(() -> store.stat(NAME)).code()).isEqualTo(ErrorCode.STORE_NOT_FOUND);
  }

  @Test
  void bucketInAnotherRegionIsNamedWithTheRegion() {
    // Given
    server.answer(
        301,
        "<Error><Code>PermanentRedirect</Code></Error>",
        "x-amz-bucket-region",
        "eu-central-1");
    // When
    BackstayException failure = failureOf(() -> store.read(NAME));
    // Then
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(failure).hasMessageContaining("eu-central-1");
  }

  @Test
  void existingObjectIsAnOutcomeAndNoFailure() {
    // Given
    server.refuse(412, "PreconditionFailed");
    // When, Then
    assertThat(store.put(NAME, HELLO, PutOptions.ONLY_IF_ABSENT)).isEqualTo(PutOutcome.EXISTED);
  }

  @Test
  void refusedConnectionStoredNothing() {
    // Given
    server.close();
    // When
    BackstayException failure = failureOf(this::put);
    // Then
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    assertThat(failure).hasMessageContaining("nothing was stored");
  }

  @Test
  void lostAnswerOfAPutIsAmbiguousAndOfOthersIsNot() {
    // Given
    server.hangUp().hangUp().hangUp();
    // When, Then
    assertThat(failureOf(this::put).code()).isEqualTo(ErrorCode.STORE_AMBIGUOUS);
    assertThat(failureOf(() -> store.read(NAME)).code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    assertThat(failureOf(() -> store.delete(NAME)).code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
    assertThat(server.requests()).as("nothing is repeated here").hasSize(3);
  }

  @Test
  void answerThatBreaksOffIsNoObject() {
    // Given
    server.hangUpWithin(100_000);
    // When, Then
    assertThat(failureOf(() -> store.read(NAME)).code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
  }

  @Test
  void busyServerIsAskedAgainByTheRetryingStoreOnly() {
    // Given
    server.refuse(503, "SlowDown").hangUp().answer(404, "").answer(200, "<ListBucketResult/>");
    List<Duration> waits = new ArrayList<>();
    BlobStore retrying =
        RetryingBlobStore.wrap(
            store, RetryPolicy.DEFAULT, waits::add, InstantSource.system(), new Random(1));
    // When
    PutOutcome outcome = retrying.put(NAME, HELLO, PutOptions.REPLACE);
    // Then
    assertThat(outcome).isEqualTo(PutOutcome.STORED);
    assertThat(waits).hasSize(2);
    assertThat(server.requests())
        .extracting(ScriptedServer.Seen::method)
        .as("busy, lost, looked for and not found, stored")
        .containsExactly("PUT", "PUT", "HEAD", "GET", "PUT");
  }

  @Test
  void silentServerIsLeftAfterTheIdleLimit() {
    // Given
    S3BlobStore impatient = store(new S3Limits(LONG, SHORT, LONG, 4));
    server.fallSilent().fallSilent();
    // When, Then
    assertThat(failureOf(() -> impatient.read(NAME)).code()).isEqualTo(ErrorCode.STORE_TIMEOUT);
    assertThat(failureOf(() -> impatient.put(NAME, HELLO, PutOptions.REPLACE)).code())
        .isEqualTo(ErrorCode.STORE_AMBIGUOUS);
    impatient.close();
  }

  @Test
  void callIsLeftAfterItsOwnLimit() {
    // Given
    S3BlobStore impatient = store(new S3Limits(LONG, LONG, SHORT, 4));
    server.fallSilent().fallSilent();
    // When, Then
    assertThat(failureOf(() -> impatient.read(NAME)).code()).isEqualTo(ErrorCode.STORE_TIMEOUT);
    assertThat(failureOf(() -> impatient.put(NAME, HELLO, PutOptions.REPLACE)).code())
        .isEqualTo(ErrorCode.STORE_AMBIGUOUS);
    impatient.close();
  }

  @Test
  void interruptReachesACallThatWaitsForTheServer() throws InterruptedException {
    // Given
    server.fallSilent();
    CompletableFuture<ErrorCode> code = new CompletableFuture<>();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              code.complete(failureOf(() -> store.read(NAME)).code());
              flag.complete(Thread.currentThread().isInterrupted());
            });
    server.awaitSilence();
    // When
    caller.interrupt();
    // Then
    assertThat(caller.join(Duration.ofSeconds(10))).as("the call ends").isTrue();
    assertThat(code).isCompletedWithValue(ErrorCode.INTERRUPTED);
    assertThat(flag).isCompletedWithValue(true);
  }

  @Test
  void acknowledgementOfOtherBytesIsNotBelieved() {
    // Given
    String other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    String tagOfOther = "\"00000000000000000000000000000000\"";
    server
        .answer(200, "", "x-amz-checksum-sha256", other)
        .answer(200, "", "ETag", tagOfOther)
        .answer(200, "", "ETag", tagOfOther, "x-amz-server-side-encryption", "aws:kms")
        .answer(200, "", "ETag", "\"5d41402abc4b2a76b9719d911017c592\"")
        .answer(200, "", "ETag", "\"not-an-md5\"");
    // When, Then
    assertThat(failureOf(this::put).code()).isEqualTo(ErrorCode.OBJECT_CORRUPT);
    assertThat(failureOf(this::put).code()).isEqualTo(ErrorCode.OBJECT_CORRUPT);
    assertThat(put()).as("a managed key makes the ETag mean nothing").isEqualTo(PutOutcome.STORED);
    assertThat(put()).isEqualTo(PutOutcome.STORED);
    assertThat(put()).isEqualTo(PutOutcome.STORED);
  }

  @Test
  void answerWithMoreThanTheRangeIsRefused() {
    // Given
    server.answer(200, "0123456789");
    // When, Then
    assertThat(failureOf(() -> store.read(NAME, 2, 3)).code()).isEqualTo(ErrorCode.STORE_FAILED);
  }

  @Test
  void objectLongerThanAnyIsNotRead() {
    // Given
    server.hangUpWithin(S3BlobStore.MAX_OBJECT_BYTES + 1);
    // When, Then
    assertThat(failureOf(() -> store.read(NAME)).code()).isEqualTo(ErrorCode.OBJECT_CORRUPT);
  }

  private PutOutcome put() {
    return store.put(NAME, HELLO, PutOptions.REPLACE);
  }

  private S3BlobStore store(S3Limits limits) {
    return new S3BlobStore(
        server.location(),
        S3Options.DEFAULT
            .withCredentials(new S3Credentials.KeyPair("KEYID", Secret.of("the-secret")))
            .withLimits(limits),
        InstantSource.system());
  }

  private static BackstayException failureOf(Runnable call) {
    BackstayException failure = catchThrowableOfType(BackstayException.class, call::run);
    assertThat(failure).as("the call fails").isNotNull();
    return failure;
  }
}
