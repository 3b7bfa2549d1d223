package dev.backstay.contract;

/** Who must act on an error, and therefore whether it is worth a retry. */
public enum ErrorKind {
  /** The request was wrong: only its author can mend it. Never retried. */
  USER,
  /** The world was briefly unwilling: the same call may succeed later. The only kind retried. */
  TRANSIENT,
  /** Something ran out or is not permitted: an operator must provide it. Never retried. */
  RESOURCE,
  /** Stored bytes are not what was stored. Never retried, never swallowed. */
  INTEGRITY,
  /** We are wrong. Never retried; the report names what to send. */
  BUG
}
