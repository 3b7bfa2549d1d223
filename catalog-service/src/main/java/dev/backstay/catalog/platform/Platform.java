package dev.backstay.catalog.platform;

import dev.backstay.catalog.api.DestinationAnswer;
import dev.backstay.catalog.api.ObjectiveAnswer;
import dev.backstay.catalog.api.SourceAnswer;
import dev.backstay.catalog.api.StatusAnswer;
import dev.backstay.catalog.api.StreamAnswer;
import dev.backstay.catalog.health.Health;
import dev.backstay.catalog.health.HealthRules;
import dev.backstay.catalog.health.HealthState;
import dev.backstay.catalog.interval.Recoverable;
import dev.backstay.catalog.projection.DestinationRecord;
import dev.backstay.catalog.projection.SchedulerRecord;
import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.catalog.query.SourceOverview;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Tells how the platform is. Safe for any number of threads. */
public final class Platform {
  private final Known known;
  private final Rule rule;
  private final LiveWork live;
  private final HealthRules rules;
  private final InstantSource clock;

  /**
   * The policy as it is.
   *
   * @param objection why its file as it is now does not count, if so
   */
  public record Rule(Supplier<Policy> policy, Supplier<Optional<String>> objection) {
    Health health() {
      return objection
          .get()
          .map(why -> new Health(List.of(new Health.Reason(HealthState.WARNING, why))))
          .orElse(Health.GOOD);
    }
  }

  /** The platform of a policy. */
  public Platform(Known known, Rule rule, LiveWork live, HealthRules rules, InstantSource clock) {
    this.known = known;
    this.rule = rule;
    this.live = live;
    this.rules = rules;
    this.clock = clock;
  }

  /** How everything is. */
  public StatusAnswer status(String version) {
    Instant now = clock.instant();
    List<SourceView> sources = views(now);
    List<DestinationRecord> reached = destinationRecords();
    List<SchedulerRecord> schedulers = known.overview().schedulers();
    Health health =
        Health.of(
                rule.health(),
                rules.ofDestinations(reached),
                isScheduled() ? rules.ofSchedulers(schedulers, now) : Health.GOOD)
            .and(sources.stream().map(SourceView::health).toList());
    return new StatusAnswer(
        version,
        health.state(),
        health.texts(),
        sources.stream().map(SourceView::answer).toList(),
        destinations(),
        live.all(),
        scheduler(schedulers, now));
  }

  public List<SourceAnswer> sources() {
    return views(clock.instant()).stream().map(SourceView::answer).toList();
  }

  public Optional<SourceAnswer> source(SourceName name) {
    Optional<SourceOverview> told = known.overview().source(name);
    Optional<Source> named = policy().source(name);
    return told.isEmpty() && named.isEmpty()
        ? Optional.empty()
        : Optional.of(
            view(name, new SourceView.Told(told, known.streams().one(name)), clock.instant())
                .answer());
  }

  /** What is promised and what was measured, for each source and each scenario of its own. */
  public List<ObjectiveAnswer> objectives() {
    return views(clock.instant()).stream().flatMap(view -> view.objectives().stream()).toList();
  }

  /** How the continuous capture of a source stands; empty for an unknown source. */
  public Optional<StreamAnswer> stream(SourceName name) {
    return source(name).map(source -> source.stream().orElseGet(() -> StreamAnswer.none(name)));
  }

  /** To which instants a source can be recovered; empty for an unknown source. */
  public Optional<Recoverable> recoverable(SourceName name) {
    return policy().source(name).isEmpty() && known.overview().source(name).isEmpty()
        ? Optional.empty()
        : Optional.of(known.recoverable(new Subject(name, policy().source(name)), Instant.EPOCH));
  }

  public List<DestinationAnswer> destinations() {
    SortedMap<String, Optional<DestinationRecord>> names = new TreeMap<>();
    policy().destinations().forEach(place -> names.put(place.name().value(), Optional.empty()));
    known
        .overview()
        .destinations()
        .forEach(place -> names.put(place.destination().value(), Optional.of(place)));
    List<DestinationAnswer> answers = new ArrayList<>();
    names.forEach((name, record) ->
        answers.add(
            DestinationAnswer.of(
                name,
                policy().destinations().stream()
                    .filter(place -> place.name().value().equals(name))
                    .findFirst(),
                record)));
    return answers;
  }

  private Policy policy() {
    return rule.policy().get();
  }

  /** Those that the policy still names; of others nobody expects anything. */
  private List<DestinationRecord> destinationRecords() {
    return known.overview().destinations().stream()
        .filter(place -> policy().destination(place.destination()).isPresent())
        .toList();
  }

  private List<SourceView> views(Instant now) {
    SortedMap<SourceName, Optional<SourceOverview>> names = new TreeMap<>();
    policy().sources().forEach(source -> names.put(source.name(), Optional.empty()));
    known.overview().sources().forEach(told -> names.put(told.source(), Optional.of(told)));
    Map<SourceName, StreamRecord> streams = new HashMap<>();
    known.streams().all().forEach(stream -> streams.put(stream.source(), stream));
    List<SourceView> views = new ArrayList<>();
    names.forEach((name, told) ->
        views.add(
            view(name, new SourceView.Told(told, Optional.ofNullable(streams.get(name))), now)));
    return views;
  }

  private SourceView view(SourceName name, SourceView.Told told, Instant now) {
    return SourceView.of(new Subject(name, policy().source(name)), told, known, rules, now);
  }

  /** Whether anything is asked for by itself. */
  private boolean isScheduled() {
    return policy().sources().stream()
        .anyMatch(source -> !source.protection().schedule().due().isEmpty());
  }

  private static StatusAnswer.Scheduler scheduler(List<SchedulerRecord> schedulers, Instant now) {
    Instant lately = now.minus(HealthRules.SILENT_AFTER);
    List<SchedulerRecord.Sign> signs =
        schedulers.stream()
            .flatMap(each -> each.sign().stream())
            .filter(sign -> sign.at().isAfter(lately))
            .toList();
    return new StatusAnswer.Scheduler(
        signs.size(),
        HealthRules.lastSign(schedulers),
        signs.stream()
            .max(Comparator.comparing(SchedulerRecord.Sign::at))
            .flatMap(SchedulerRecord.Sign::nextDueAt));
  }
}
