package dev.backstay.contract.event;

/** What made somebody ask for a backup. */
public enum Trigger {
  /** It was due. */
  SCHEDULE,
  /** It was due while no scheduler ran. */
  CATCH_UP,
  /** A person or a program asked. */
  MANUAL
}
