package dev.backstay.cli.platform;

import java.util.Arrays;

/** How the platform is, with the status that a monitoring plugin ends with. */
enum HealthState {
  OK(0),
  WARNING(1),
  CRITICAL(2),
  /** It could not be asked, or says something this version does not know. */
  UNKNOWN(3);

  private final int pluginStatus;

  HealthState(int pluginStatus) {
    this.pluginStatus = pluginStatus;
  }

  int pluginStatus() {
    return pluginStatus;
  }

  static HealthState of(String name) {
    return Arrays.stream(values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
