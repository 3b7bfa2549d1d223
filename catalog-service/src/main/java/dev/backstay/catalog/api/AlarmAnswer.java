package dev.backstay.catalog.api;

import dev.backstay.catalog.projection.StreamRecord.Alarm;
import dev.backstay.catalog.query.AlarmEntry;
import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.Optional;

/**
 * An alarm about a continuous capture, raised or cleared.
 *
 * @param destination where only one is concerned
 * @param raised whether it began then; else it ended
 * @param message what happened and what was kept
 * @param remedy what to do
 * @param open whether it was raised and is not over
 */
public record AlarmAnswer(
    String source,
    Optional<String> destination,
    StreamTrouble kind,
    boolean raised,
    String message,
    String remedy,
    Instant at,
    boolean open) {
  public static AlarmAnswer of(AlarmEntry entry) {
    return new AlarmAnswer(
        entry.alarm().source().value(),
        entry.alarm().destination().map(DestinationName::value),
        entry.alarm().kind(),
        entry.alarm().raised(),
        entry.alarm().message(),
        entry.alarm().remedy(),
        entry.alarm().at(),
        entry.open());
  }

  static AlarmAnswer open(String source, Alarm alarm) {
    return new AlarmAnswer(
        source,
        alarm.destination().map(DestinationName::value),
        alarm.kind(),
        true,
        alarm.message(),
        alarm.remedy(),
        alarm.at(),
        true);
  }
}
