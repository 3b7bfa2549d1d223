package dev.backstay.contract.event;

import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A destination became reachable or ceased to be.
 *
 * @param failure why it cannot be reached
 */
public record DestinationChanged(
    DestinationName destination,
    boolean reachable,
    Optional<Failure> failure,
    String instance,
    Instant at)
    implements BackstayEvent {
  @Override
  public String subject() {
    return destination.value();
  }

  @Override
  public List<String> identity() {
    return List.of(destination.value(), instance, at.toString());
  }
}
