package dev.backstay.store;

/** What a {@link FaultyBlobStore} does to one call. */
public enum Fault {
  /** The call does nothing and fails as unreachable. */
  FAILS_BEFORE,
  /** The call does nothing and times out. */
  TIMES_OUT_BEFORE,
  /** The call is done, then says that perhaps it was ({@code STORE_AMBIGUOUS} for a put). */
  AMBIGUOUS_AFTER,
  /** The call is done, then times out: the lie of a slow network. */
  TIMES_OUT_AFTER,
  /** The call is done twice; the caller sees the first result, as with a repeated request. */
  TWICE,
  /** One bit of what is read is flipped; calls that read nothing are untouched. */
  FLIPPED_BIT,
  /** Every second entry of a listing is lost; other calls are untouched. */
  LOST_ENTRIES
}
