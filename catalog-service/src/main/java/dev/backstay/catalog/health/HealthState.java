package dev.backstay.catalog.health;

/** How something is, the better the earlier. Names are part of the API. */
public enum HealthState {
  OK,
  /** Somebody should look, soon. */
  WARNING,
  /** What was promised does not hold, or will not if disaster comes now. */
  CRITICAL
}
