package dev.backstay.vault.check;

/** What is wrong with an object. */
public enum Damage {
  /** Something names it and it is not there. */
  MISSING,
  /** It is shorter or longer than what the index says it holds. */
  WRONG_LENGTH,
  /** Its bytes do not hash to its name. */
  WRONG_BYTES,
  /** It does not open, or what is in it cannot be understood. */
  UNREADABLE,
  /** A pack's header does not open, or tells something else than the index. */
  HEADER_BROKEN,
  /** A blob in a pack does not open, or is another than its id says. */
  BLOB_BROKEN,
  /** It refers to blobs that no index knows. */
  BLOBS_UNKNOWN
}
