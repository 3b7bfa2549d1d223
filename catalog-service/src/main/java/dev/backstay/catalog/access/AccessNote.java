package dev.backstay.catalog.access;

import java.time.Instant;
import java.util.UUID;

/**
 * What somebody did about access.
 *
 * @param subject the token, or what was refused
 * @param detail why, in words; may be empty
 */
public record AccessNote(
    UUID id, Instant at, String actor, Action action, String subject, String detail) {
  /** Strangers' words are kept, but not at any length. */
  static final int MAX_TEXT = 300;

  /** What was done. Names are stored. */
  public enum Action {
    TOKEN_CREATED,
    TOKEN_REVOKED,
    ACCESS_REFUSED
  }

  public AccessNote {
    actor = kept(actor);
    subject = kept(subject);
    detail = kept(detail);
  }

  private static String kept(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= MAX_TEXT ? printable : printable.substring(0, MAX_TEXT) + "…";
  }
}
