package dev.backstay.catalog.api;

import dev.backstay.catalog.health.HealthState;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A source: what the policy says of it, and how it stands.
 *
 * @param kind null when the policy does not know it any more
 * @param reasons why the state is not better
 * @param schedule the cron expression of each kind of backup
 * @param lastBackup the instant that the newest backup restores to
 * @param lastProof when anything of it was last proven
 * @param nextDue when its schedule has it due next
 * @param stream its continuous capture, where there is one
 */
public record SourceAnswer(
    String name,
    Optional<SourceKind> kind,
    HealthState state,
    List<String> reasons,
    List<String> destinations,
    Map<BackupKind, String> schedule,
    Optional<String> timeZone,
    ObjectiveAnswer objectives,
    Optional<Instant> lastBackup,
    Optional<Instant> lastProof,
    Optional<Instant> nextDue,
    Optional<LastFailure> lastFailure,
    Optional<StreamAnswer> stream) {
  public SourceAnswer {
    reasons = List.copyOf(reasons);
    destinations = List.copyOf(destinations);
    schedule = Map.copyOf(schedule);
  }

  /** The newest failure of a stage; something may have succeeded since. */
  public record LastFailure(
      Instant at, String backup, Stage stage, Optional<String> destination, Failure failure) {}
}
