package dev.backstay.contract.policy;

import java.util.List;

/** How a source is protected, whatever its kind. */
public record Protection(
    List<DestinationName> destinations,
    Schedule schedule,
    Retention retention,
    Objectives objectives,
    Verification verification,
    Drills drills) {
  public Protection {
    destinations = List.copyOf(destinations);
    if (destinations.isEmpty()) {
      throw new IllegalArgumentException("a source has at least one destination");
    }
  }
}
