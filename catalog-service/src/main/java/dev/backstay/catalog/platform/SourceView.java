package dev.backstay.catalog.platform;

import dev.backstay.calendar.ScheduledMoments;
import dev.backstay.catalog.api.ObjectiveAnswer;
import dev.backstay.catalog.api.SourceAnswer;
import dev.backstay.catalog.api.StreamAnswer;
import dev.backstay.catalog.health.Health;
import dev.backstay.catalog.health.HealthRules;
import dev.backstay.catalog.health.SourceFacts;
import dev.backstay.catalog.health.StreamFacts;
import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.catalog.projection.SourceRecord.LastFailure;
import dev.backstay.catalog.projection.SourceRecord.LastProof;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.BackupSummary;
import dev.backstay.catalog.query.Look.Standing;
import dev.backstay.catalog.query.SourceOverview;
import dev.backstay.catalog.stream.StreamStanding;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Objective;
import dev.backstay.contract.policy.Objectives;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One source, looked at once. */
record SourceView(
    Subject subject,
    Optional<SourceOverview> told,
    Health health,
    Objective measured,
    Optional<Instant> restorePoint,
    Optional<StreamStanding> stream,
    Instant now) {
  private static final String GENERAL = "GENERAL";

  /** What was told of a source. */
  record Told(Optional<SourceOverview> source, Optional<StreamRecord> stream) {}

  static SourceView of(Subject subject, Told told, Known known, HealthRules rules, Instant now) {
    Optional<StreamStanding> stream =
        Optional.of(told.stream().orElseGet(() -> StreamRecord.unknown(subject.name())))
            .filter(_ -> subject.isStreamed())
            .map(record ->
                StreamStanding.of(
                    record, subject.destinations(), known.recoverable(subject, record), now));
    Health health =
        subject.policy().isPresent()
            ? rules.ofSource(facts(subject, told, stream, known), now)
            : Health.GOOD;
    Optional<Instant> restorePoint =
        known.newest(subject, Standing.OFFERED).map(BackupSummary::capturedAt);
    var measured =
        new Objective(
            Stream.concat(
                    stream.flatMap(StreamStanding::behind).stream(),
                    restorePoint.map(at -> Duration.between(at, now)).stream())
                .min(Comparator.naturalOrder()),
            known.lastRecovery(subject.name()));
    return new SourceView(subject, told.source(), health, measured, restorePoint, stream, now);
  }

  private static SourceFacts facts(
      Subject subject, Told told, Optional<StreamStanding> stream, Known known) {
    return new SourceFacts(
        subject.name(),
        subject.objectives().general(),
        subject.restoring(),
        told.source().map(SourceOverview::last).map(last -> last.only(subject::counts)),
        known.newest(subject, Standing.PROVEN).map(BackupSummary::capturedAt),
        known.newestDamaged(subject).map(BackupSummary::backup),
        stream.map(standing ->
            new StreamFacts(
                standing,
                standing.record().gaps().isEmpty()
                    ? Optional.empty()
                    : known.newestPhysical(subject))));
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
        restorePoint,
        last.stream()
            .flatMap(record -> record.proofs().stream())
            .filter(proof -> subject.restoring().contains(proof.kind()))
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
