package dev.backstay.contract.event;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something is wrong with a stream, or no longer is. An alarm is told when it is raised and when it
 * is cleared; of one trouble of a source (and destination) the newest tells how it stands.
 *
 * @param destination where only one is concerned
 * @param raised whether it begins; else it ends
 * @param message what happened and what was kept
 * @param remedy what to do next
 */
public record StreamAlarm(
    SourceName source,
    Optional<DestinationName> destination,
    StreamTrouble kind,
    boolean raised,
    String message,
    String remedy,
    Instant at)
    implements StreamEvent {
  @Override
  public List<String> identity() {
    return List.of(
        source.value(),
        destination.map(DestinationName::value).orElse(""),
        kind.name(),
        raised ? "raised" : "cleared",
        at.toString());
  }
}
