package dev.backstay.store.s3;

import static dev.backstay.contract.ErrorCode.CLOCK_SKEW;
import static dev.backstay.contract.ErrorCode.OBJECT_CORRUPT;
import static dev.backstay.contract.ErrorCode.OBJECT_MISSING;
import static dev.backstay.contract.ErrorCode.STORE_AMBIGUOUS;
import static dev.backstay.contract.ErrorCode.STORE_DENIED;
import static dev.backstay.contract.ErrorCode.STORE_FAILED;
import static dev.backstay.contract.ErrorCode.STORE_FULL;
import static dev.backstay.contract.ErrorCode.STORE_NOT_FOUND;
import static dev.backstay.contract.ErrorCode.STORE_TIMEOUT;
import static dev.backstay.contract.ErrorCode.STORE_UNREACHABLE;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.http.conn.ConnectTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Says in our own errors what the S3 client and the servers say in theirs. The servers' texts are
 * not repeated, since some of them quote the request with its signature; their codes are.
 */
final class S3Failures {
  /**
   * A request that failed.
   *
   * @param decisive whether the caller must know if it took effect all the same
   */
  record Attempt(String doing, boolean decisive) {}

  private record Finding(ErrorCode code, String reason) {}

  private final String location;

  S3Failures(String location) {
    this.location = location;
  }

  BackstayException outOfTime(Attempt attempt, Throwable cause) {
    return attempt.decisive()
        ? failure(attempt, lost("was not acknowledged in time"), cause)
        : failure(attempt, new Finding(STORE_TIMEOUT, "took longer than it may"), cause);
  }

  BackstayException translate(Attempt attempt, Throwable cause) {
    return switch (cause) {
      case BackstayException known -> known;
      case Error error -> throw error;
      case AwsServiceException answer -> failure(attempt, answered(attempt, answer), cause);
      case SdkClientException e -> failure(attempt, unanswered(attempt, e), cause);
      case IOException e -> failure(attempt, broken(attempt, e), cause);
      default ->
          new BackstayException(
              ErrorCode.INTERNAL, attempt.doing() + " failed in an unforeseen way", cause);
    };
  }

  private BackstayException failure(Attempt attempt, Finding finding, Throwable cause) {
    String kept =
        attempt.decisive() && finding.code() != STORE_AMBIGUOUS ? "; nothing was stored" : "";
    return new BackstayException(
        finding.code(), attempt.doing() + " at " + location + " " + finding.reason() + kept, cause);
  }

  private static Finding lost(String reason) {
    return new Finding(STORE_AMBIGUOUS, reason + " and was perhaps stored");
  }

  private static Finding answered(Attempt attempt, AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null || details.errorCode() == null ? "" : details.errorCode();
    return switch (code) {
      case "NoSuchKey" -> new Finding(OBJECT_MISSING, "found no such object");
      case "NoSuchBucket" -> new Finding(STORE_NOT_FOUND, "found no such bucket");
      case "InvalidAccessKeyId" ->
          denied("the server does not know the access key id; check it, and the endpoint", code);
      case "SignatureDoesNotMatch" ->
          denied("the secret does not belong to the access key id; check the secret", code);
      case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
          denied("the session token is no longer valid; renew the credentials", code);
      case "RequestTimeTooSkewed", "RequestExpired" ->
          new Finding(
              CLOCK_SKEW,
              "was refused because this machine's clock and the server's differ (" + code + ")");
      case "AuthorizationHeaderMalformed",
          "PermanentRedirect",
          "IllegalLocationConstraintException" ->
          new Finding(
              STORE_FAILED,
              "was refused because the bucket is in another region"
                  + regionOf(answer)
                  + "; set the region ("
                  + code
                  + ")");
      case "SlowDown", "ServiceUnavailable", "Throttling", "TooManyRequests" ->
          new Finding(STORE_UNREACHABLE, "was put off by the busy server (" + code + ")");
      case "RequestTimeout" ->
          new Finding(STORE_TIMEOUT, "reached the server too slowly (" + code + ")");
      case "QuotaExceeded",
          "XMinioStorageFull",
          "InsufficientStorage",
          "XMinioAdminBucketQuotaExceeded" ->
          new Finding(STORE_FULL, "found no room left (" + code + ")");
      case "BadDigest",
          "InvalidDigest",
          "XAmzContentSHA256Mismatch",
          "XAmzContentChecksumMismatch" ->
          new Finding(
              STORE_UNREACHABLE, "was damaged on its way and refused by the server (" + code + ")");
      case "InvalidRange" ->
          new Finding(OBJECT_CORRUPT, "found the object shorter than it must be");
      case "InvalidObjectState" ->
          new Finding(
              STORE_FAILED,
              "found the object moved to an archive class; bring it back with the server's own tool"
                  + " ("
                  + code
                  + ")");
      case "ConditionalRequestConflict", "OperationAborted" ->
          attempt.decisive()
              ? lost("met another writer of the same object")
              : new Finding(STORE_UNREACHABLE, "met another writer (" + code + ")");
      default -> byStatus(attempt, answer, code);
    };
  }

  private static Finding byStatus(Attempt attempt, AwsServiceException answer, String code) {
    int status = answer.statusCode();
    String named = code.isEmpty() ? "HTTP " + status : code;
    return switch (status) {
      case 401, 403 ->
          denied("the key may not do this; check the bucket's policy and the key's", named);
      case 404 -> new Finding(OBJECT_MISSING, "found no such object");
      case 408 -> new Finding(STORE_TIMEOUT, "reached the server too slowly");
      case 307, 429, 503 ->
          new Finding(STORE_UNREACHABLE, "was put off by the busy server (" + named + ")");
      case 416 -> new Finding(OBJECT_CORRUPT, "found the object shorter than it must be");
      case 501 ->
          new Finding(
              STORE_FAILED,
              "asked for something the server cannot do, for example object lock or encryption ("
                  + named
                  + ")");
      case 507 -> new Finding(STORE_FULL, "found no room left");
      default -> {
        if (status < 500) {
          yield new Finding(STORE_FAILED, "was refused by the server (" + named + ")");
        }
        yield attempt.decisive()
            ? lost("ended in an error of the server (" + named + ")")
            : new Finding(STORE_UNREACHABLE, "ended in an error of the server (" + named + ")");
      }
    };
  }

  private static Finding denied(String what, String code) {
    return new Finding(STORE_DENIED, "was denied: " + what + " (" + code + ")");
  }

  private static String regionOf(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details.sdkHttpResponse() == null
        ? ""
        : details
            .sdkHttpResponse()
            .firstMatchingHeader("x-amz-bucket-region")
            .filter(region -> region.matches("[a-z0-9-]+"))
            .map(region -> ", " + region)
            .orElse("");
  }

  private static Finding unanswered(Attempt attempt, SdkClientException failure) {
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException e) {
        return broken(attempt, e);
      }
    }
    String message = String.valueOf(failure.getMessage());
    if (message.contains("credentials")) {
      return new Finding(
          STORE_DENIED,
          "could not start: no credentials were found in the environment or the profile");
    }
    if (message.contains("region")) {
      return new Finding(
          STORE_FAILED, "could not start: no region is set, in the options or as AWS_REGION");
    }
    return new Finding(STORE_FAILED, "could not be sent");
  }

  private static Finding broken(Attempt attempt, IOException failure) {
    return switch (failure) {
      case UnknownHostException e -> new Finding(STORE_UNREACHABLE, "found no host of that name");
      case ConnectTimeoutException e -> new Finding(STORE_TIMEOUT, "got no connection in time");
      case ConnectException e -> new Finding(STORE_UNREACHABLE, "could not connect");
      case NoRouteToHostException e -> new Finding(STORE_UNREACHABLE, "found no way to the host");
      case SSLHandshakeException e -> untrusted();
      case SSLPeerUnverifiedException e -> untrusted();
      case SocketTimeoutException e ->
          attempt.decisive()
              ? lost("got no answer in time")
              : new Finding(STORE_TIMEOUT, "got no answer in time");
      default ->
          attempt.decisive()
              ? lost("lost its connection before the answer")
              : new Finding(STORE_UNREACHABLE, "lost its connection before the whole answer");
    };
  }

  private static Finding untrusted() {
    return new Finding(
        STORE_FAILED,
        "stopped because the server's TLS certificate is not trusted; add its authority to the"
            + " trust store");
  }
}
