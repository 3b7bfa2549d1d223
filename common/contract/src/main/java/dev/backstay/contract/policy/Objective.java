package dev.backstay.contract.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What is promised after a loss.
 *
 * @param rpo how much of the newest data may be lost
 * @param rto how long recovery may take
 */
public record Objective(Optional<Duration> rpo, Optional<Duration> rto) {
  /** This promise, and where it is silent, the other. */
  Objective orElse(Objective other) {
    return new Objective(rpo.or(other::rpo), rto.or(other::rto));
  }
}
