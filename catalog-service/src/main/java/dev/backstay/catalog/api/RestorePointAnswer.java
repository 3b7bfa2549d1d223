package dev.backstay.catalog.api;

import dev.backstay.catalog.query.RestorePoint;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.util.List;

/**
 * An instant that a source can be restored to.
 *
 * @param destinations that hold it
 */
public record RestorePointAnswer(
    String source,
    Instant at,
    String backup,
    BackupKind kind,
    String snapshot,
    List<String> destinations) {
  public static RestorePointAnswer of(RestorePoint point) {
    return new RestorePointAnswer(
        point.source().value(),
        point.capturedAt(),
        point.backup().toString(),
        point.kind(),
        point.snapshot().hex(),
        point.destinations().stream().map(DestinationName::value).toList());
  }
}
