package dev.backstay.catalog.api;

import dev.backstay.contract.ErrorCode;

/**
 * Why a request was not answered (RFC 9457).
 *
 * @param type names the code: docs/errors.md has them all
 * @param detail what is wrong, and what was kept
 * @param remedy what to do
 */
public record Problem(
    String type, String title, int status, String code, String detail, String remedy) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(int status, ErrorCode code, String detail) {
    return new Problem(
        "urn:backstay:error:" + code.name(),
        title(status),
        status,
        code.name(),
        detail,
        code.remedy());
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 421 -> "Misdirected Request";
      case 503 -> "Service Unavailable";
      default -> status < 500 ? "Request Refused" : "Internal Server Error";
    };
  }
}
