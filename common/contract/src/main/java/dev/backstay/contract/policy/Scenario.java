package dev.backstay.contract.policy;

/** A way of losing data that recovery is promised for. */
public enum Scenario {
  SINGLE_TABLE,
  DATABASE_CORRUPTION,
  SERVER_LOSS,
  SITE_LOSS,
  ACCIDENTAL_DELETION
}
