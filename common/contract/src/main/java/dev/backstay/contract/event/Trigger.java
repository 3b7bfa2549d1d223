package dev.backstay.contract.event;

/** What made somebody ask for a backup. */
public enum Trigger {
  /** It was due. */
  SCHEDULE,
  /** It was due while no scheduler ran. */
  CATCH_UP,
  /** A person or a program asked. */
  MANUAL,
  /** A gap in the stream: only a backup after it makes later instants restorable. */
  GAP;

  /** Whether the schedule asked, in time or late. */
  public boolean isFromSchedule() {
    return this == SCHEDULE || this == CATCH_UP;
  }
}
