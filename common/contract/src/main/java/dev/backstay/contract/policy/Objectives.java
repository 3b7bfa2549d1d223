package dev.backstay.contract.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is promised for a source: in general, and differently in some scenarios. */
public record Objectives(Objective general, Map<Scenario, Objective> exceptions) {
  public Objectives {
    EnumMap<Scenario, Objective> ordered = new EnumMap<>(Scenario.class);
    ordered.putAll(exceptions);
    exceptions = Collections.unmodifiableMap(ordered);
  }

  /** The promise for one scenario. */
  public Objective in(Scenario scenario) {
    return Optional.ofNullable(exceptions.get(scenario))
        .map(exception -> exception.orElse(general))
        .orElse(general);
  }
}
