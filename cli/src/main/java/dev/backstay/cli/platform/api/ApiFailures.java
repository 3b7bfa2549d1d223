package dev.backstay.cli.platform.api;

import dev.backstay.cli.console.ForeignFailure;
import dev.backstay.cli.console.Wording;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the failures of calls are called here: those of the way, and those the platform names. */
final class ApiFailures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int CLIENT_ERRORS = 400;
  private static final int SERVER_ERRORS = 500;

  private final String address;

  /** For the API at an address, as it is shown. */
  ApiFailures(String address) {
    this.address = address;
  }

  /** The way there, or back, broke. */
  BackstayException broken(IOException cause) {
    String what =
        switch (cause) {
          case UnknownHostException _ -> "the name of " + address + " is unknown";
          case ConnectException _ -> "nothing answers at " + address;
          case NoRouteToHostException _ -> "no way leads to " + address;
          case SocketTimeoutException _ -> address + " does not answer in time";
          case SSLException e -> "no secure connection to " + address + ": " + e.getMessage();
          default -> "the connection to " + address + " broke: " + cause.getMessage();
        };
    return new BackstayException(ErrorCode.API_UNREACHABLE, Wording.printable(what), cause);
  }

  /** Something answers that is not this API, or is ill. */
  BackstayException strange(String what) {
    return strange(what, null);
  }

  BackstayException strange(String what, @Nullable IOException cause) {
    return new BackstayException(
        ErrorCode.API_UNREACHABLE,
        "the answer of %s is not Backstay's: %s".formatted(address, what),
        cause);
  }

  /** The platform refused, and may say why in a body of problem+json. */
  BackstayException refused(int status, String body) {
    JsonObject problem = problem(body);
    String code = problem.text("code");
    String detail =
        Optional.of(problem.text("detail"))
            .filter(text -> !text.isEmpty())
            .orElseGet(() -> problem.text("title"));
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      return denied(status, detail, problem.text("remedy"));
    }
    if (!code.isEmpty()) {
      return told(known(code).orElseGet(() -> byStatus(status)), problem, detail);
    }
    String message = detail.isEmpty() ? address + " answers with HTTP status " + status : detail;
    return new BackstayException(byStatus(status), message);
  }

  /** A failure within an answer, such as that of a backup; a code may be unknown, or absent. */
  static BackstayException within(JsonObject failure, ErrorCode otherwise, String message) {
    ErrorCode code = known(failure.exact("code")).orElse(otherwise);
    return failure.isEmpty() ? new BackstayException(code, message) : told(code, failure, message);
  }

  private static BackstayException told(ErrorCode code, JsonObject problem, String message) {
    String remedy = problem.text("remedy");
    return new BackstayException(
        code,
        message.isEmpty() ? problem.text("code") : message,
        new ForeignFailure(
            problem.text("code").isEmpty() ? code.name() : problem.text("code"),
            message,
            remedy.isEmpty() ? code.remedy() : remedy));
  }

  private BackstayException denied(int status, String detail, String remedy) {
    String reason =
        !detail.isEmpty()
            ? detail
            : status == UNAUTHORIZED
                ? address + " wants a token that it knows"
                : address + " does not allow this to the token's role";
    ErrorCode code = ErrorCode.API_DENIED;
    return remedy.isEmpty()
        ? new BackstayException(code, reason)
        : new BackstayException(code, reason, new ForeignFailure(code.name(), reason, remedy));
  }

  private static Optional<ErrorCode> known(String code) {
    return Arrays.stream(ErrorCode.values()).filter(each -> each.name().equals(code)).findFirst();
  }

  private static ErrorCode byStatus(int status) {
    return status >= CLIENT_ERRORS && status < SERVER_ERRORS
        ? ErrorCode.API_REFUSED
        : ErrorCode.API_UNREACHABLE;
  }

  private static JsonObject problem(String body) {
    try {
      return JsonObject.parse(body);
    } catch (IOException e) {
      return JsonObject.EMPTY; // a proxy's page: its status must do
    }
  }
}
