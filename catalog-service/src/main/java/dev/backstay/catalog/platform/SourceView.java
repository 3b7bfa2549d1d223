package dev.backstay.catalog.platform;

import dev.backstay.calendar.ScheduledMoments;
import dev.backstay.catalog.api.ObjectiveAnswer;
import dev.backstay.catalog.api.SourceAnswer;
import dev.backstay.catalog.api.StreamAnswer;
import dev.backstay.catalog.health.Health;
import dev.backstay.catalog.health.HealthRules;
import dev.backstay.catalog.health.SourceFacts;
import dev.backstay.catalog.health.StreamFacts;
import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.catalog.projection.SourceRecord.LastFailure;
import dev.backstay.catalog.projection.SourceRecord.LastProof;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.RestorePoint;
import dev.backstay.catalog.query.SourceOverview;
import dev.backstay.catalog.stream.StreamStanding;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.Objectives;
import dev.backstay.contract.policy.Origin;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One source, looked at once. */
record SourceView(
    Subject subject,
    Optional<SourceOverview> told,
    Health health,
    Objective measured,
    Optional<StreamStanding> stream,
    Instant now) {
  private static final String GENERAL = "GENERAL";
  private static final Objectives NOTHING_PROMISED =
      new Objectives(new Objective(Optional.empty(), Optional.empty()), Map.of());

  /**
   * What is looked at.
   *
   * @param policy what is said of it; none for one that is protected no more
   */
  record Subject(SourceName name, Optional<Source> policy) {

    Objectives objectives() {
      return policy.map(source -> source.protection().objectives()).orElse(NOTHING_PROMISED);
    }

    /** Whether its changes are captured all the time. */
    boolean isStreamed() {
      return policy
          .map(Source::origin)
          .filter(origin -> origin instanceof Origin.Postgres from && from.wal().captured())
          .isPresent();
    }

    List<DestinationName> destinations() {
      return policy.map(source -> source.protection().destinations()).orElse(List.of());
    }
  }

  /** What was told of a source. */
  record Told(Optional<SourceOverview> source, Optional<StreamRecord> stream) {}

  static SourceView of(Subject subject, Told told, Known known, HealthRules rules, Instant now) {
    Optional<StreamStanding> stream =
        Optional.of(told.stream().orElseGet(() -> StreamRecord.unknown(subject.name())))
            .filter(_ -> subject.isStreamed())
            .map(record -> StreamStanding.of(record, subject.destinations(), now));
    Health health =
        subject.policy().isPresent()
            ? rules.ofSource(facts(subject, told, stream, known), now)
            : Health.GOOD;
    var measured =
        new Objective(
            stream
                .flatMap(StreamStanding::behind)
                .or(() ->
                    told.source()
                        .flatMap(SourceOverview::restorePoint)
                        .map(point -> Duration.between(point.capturedAt(), now))),
            known.lastRecovery(subject.name()));
    return new SourceView(subject, told.source(), health, measured, stream, now);
  }

  private static SourceFacts facts(
      Subject subject, Told told, Optional<StreamStanding> stream, Known known) {
    SourceName name = subject.name();
    return new SourceFacts(
        name,
        subject.objectives().general(),
        told.source().map(SourceOverview::last),
        known.newest(name, BackupState.PROVEN).map(BackupSummary::capturedAt),
        known
            .newest(name, BackupState.DAMAGED)
            .or(() -> stream.flatMap(_ -> known.newestDamagedPiece(name)))
            .map(BackupSummary::backup),
        stream.map(standing ->
            new StreamFacts(
                standing,
                standing.record().gaps().isEmpty()
                    ? Optional.empty()
                    : known.newestPhysical(name))));
  }

  List<ObjectiveAnswer> objectives() {
    Objectives promised = subject.objectives();
    String name = subject.name().value();
    List<ObjectiveAnswer> answers = new ArrayList<>();
    answers.add(ObjectiveAnswer.of(name, GENERAL, promised.general(), measured));
    promised
        .exceptions()
        .keySet()
        .forEach(scenario ->
            answers.add(
                ObjectiveAnswer.of(name, scenario.name(), promised.in(scenario), measured)));
    return answers;
  }

  SourceAnswer answer() {
    Optional<SourceRecord> last = told.map(SourceOverview::last);
    return new SourceAnswer(
        subject.name().value(),
        subject.policy().map(source -> source.origin().kind()),
        health.state(),
        health.texts(),
        subject.destinations().stream().map(DestinationName::value).toList(),
        schedule(),
        subject.policy().map(source -> source.protection().schedule().timeZone().getId()),
        ObjectiveAnswer.of(
            subject.name().value(), GENERAL, subject.objectives().general(), measured),
        told.flatMap(SourceOverview::restorePoint).map(RestorePoint::capturedAt),
        last.stream()
            .flatMap(record -> record.proofs().stream())
            .map(LastProof::at)
            .max(Instant::compareTo),
        subject
            .policy()
            .flatMap(source -> new ScheduledMoments(source.protection().schedule()).next(now)),
        last.flatMap(SourceRecord::lastFailure).map(SourceView::failure),
        stream.map(StreamAnswer::of));
  }

  private Map<BackupKind, String> schedule() {
    Map<BackupKind, String> schedule = new TreeMap<>();
    subject
        .policy()
        .ifPresent(source ->
            source
                .protection()
                .schedule()
                .due()
                .forEach((kind, cron) -> schedule.put(kind, cron.text())));
    return schedule;
  }

  private static SourceAnswer.LastFailure failure(LastFailure failure) {
    return new SourceAnswer.LastFailure(
        failure.at(),
        failure.backup().toString(),
        failure.stage(),
        failure.destination().map(DestinationName::value),
        failure.failure());
  }
}
