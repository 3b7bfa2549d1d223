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
  LOST_ENTRIES;

  /** Under -Psoak a sweep visits every call; in between, every third, for each fault others. */
  private static final int SOAK_ROUNDS = 200;

  private static final int STRIDE = 3;

  /** Whether a sweep over all calls lets the one with this number go wrong. */
  public boolean visits(int call) {
    int stride = Integer.getInteger("backstay.rounds", 4) >= SOAK_ROUNDS ? 1 : STRIDE;
    return (call + name().length()) % stride == 0;
  }
}
