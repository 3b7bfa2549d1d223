package dev.backstay.contract.event;

/** What can be wrong with a stream. */
public enum StreamTrouble {
  /** The server does not answer or sends nothing. */
  DISCONNECTED,
  /** The server gave up the slot: what it held back is gone. */
  SLOT_LOST,
  /** There is no slot, so nothing holds WAL back. */
  SLOT_MISSING,
  /** The slot holds back so much that the server's disk is in danger, or the slot soon is. */
  WAL_RETAINED,
  /** What is stored lags behind the server by more than is promised. */
  LAGGING,
  /** Another server answers at the source's address. */
  WRONG_SYSTEM,
  /** The server has another major version. */
  VERSION_CHANGED,
  /** The user may not do what the capture needs. */
  PRIVILEGES,
  /** Staging has no room. */
  STAGING_FULL
}
