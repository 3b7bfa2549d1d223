package dev.backstay.catalog.app.http;

import dev.backstay.catalog.api.Problem;
import dev.backstay.contract.ErrorCode;

/** A request that is refused with a status of its own; caught by {@link ProblemMappers}. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final int status;
  private final String detail;

  private RefusedException(int status, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.detail = detail;
  }

  /** What was given cannot be. */
  static RefusedException bad(String detail) {
    return new RefusedException(BAD_REQUEST, detail);
  }

  /** What was named is not known. */
  static RefusedException unknown(String detail) {
    return new RefusedException(NOT_FOUND, detail);
  }

  /** There is no room for one more. */
  static RefusedException busy(String detail) {
    return new RefusedException(UNAVAILABLE, detail);
  }

  Problem problem() {
    return Problem.of(status, ErrorCode.API_REFUSED, detail);
  }
}
