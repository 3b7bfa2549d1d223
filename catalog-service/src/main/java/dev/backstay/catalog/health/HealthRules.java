package dev.backstay.catalog.health;

import dev.backstay.catalog.health.Health.Reason;
import dev.backstay.catalog.projection.DestinationRecord;
import dev.backstay.catalog.projection.DestinationRecord.Reach;
import dev.backstay.catalog.projection.Fact;
import dev.backstay.catalog.projection.SchedulerRecord;
import dev.backstay.catalog.projection.SourceRecord;
import dev.backstay.catalog.projection.SourceRecord.LastFailure;
import dev.backstay.catalog.projection.SourceRecord.LastRequest;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules of health. Each is a pure function: the same facts at the same instant, the same
 * answer.
 *
 * @param since when this catalog began to listen: silence is measured from then at the earliest
 */
public record HealthRules(Instant since) {
  /** A daily backup that is two hours late; where an RPO is promised, that is the limit. */
  public static final Duration STALE_AFTER = Duration.ofHours(26);

  /** Schedulers give a sign of life each minute; a restart takes less than this. */
  public static final Duration SILENT_AFTER = Duration.ofMinutes(5);

  /** A source is well when a proven backup is young enough and nothing of it failed last. */
  public Health ofSource(SourceFacts facts, Instant now) {
    List<Reason> reasons = new ArrayList<>();
    stale(facts, now).ifPresent(reasons::add);
    facts
        .damaged()
        .map(backup ->
            Reason.critical(
                "%s: backup %s was found bad at a destination".formatted(facts.source(), backup)))
        .ifPresent(reasons::add);
    facts
        .last()
        .ifPresent(last -> {
          last.failures().stream()
              .filter(failure -> !Mending.isMended(failure, last))
              .max(Fact.OLDER_FIRST)
              .map(failure -> failed(facts, failure))
              .ifPresent(reasons::add);
          reasons.addAll(FlawRules.of(last));
        });
    facts.stream()
        .map(stream -> StreamRules.of(stream, facts.objective()))
        .ifPresent(reasons::addAll);
    return new Health(reasons);
  }

  private static Optional<Reason> stale(SourceFacts facts, Instant now) {
    // where a stream is captured, that is what keeps the promise: backups are only its begin
    Optional<Duration> rpo =
        facts
            .objective()
            .rpo()
            .filter(_ -> facts.stream().flatMap(each -> each.standing().behind()).isEmpty());
    Duration limit = rpo.orElse(STALE_AFTER);
    String promise = rpo.isPresent() ? "promised are " : "a backup is stale after ";
    if (facts.proven().isPresent()) {
      Duration age = Duration.between(facts.proven().get(), now);
      return age.compareTo(limit) <= 0
          ? Optional.empty()
          : Optional.of(
              Reason.critical(
                  "%s: the newest proven backup is %s old, %s%s"
                      .formatted(facts.source(), words(age), promise, words(limit))));
    }
    return Optional.of(
        facts
            .last()
            .flatMap(last -> newestRequest(last, facts))
            .filter(asked -> Duration.between(asked.at(), now).compareTo(STALE_AFTER) <= 0)
            .map(asked ->
                Reason.warning(
                    "%s: no backup is proven yet; one was asked for %s ago"
                        .formatted(facts.source(), words(Duration.between(asked.at(), now)))))
            .orElseGet(() -> Reason.critical(facts.source() + ": there is no proven backup")));
  }

  /** Of a backup that will bring back all of the source. */
  private static Optional<LastRequest> newestRequest(SourceRecord last, SourceFacts facts) {
    return last.requests().stream()
        .filter(asked -> facts.restoring().contains(asked.kind()))
        .max(Fact.OLDER_FIRST);
  }

  private static Reason failed(SourceFacts facts, LastFailure failure) {
    String place = failure.destination().map(name -> " at " + name).orElse("");
    if (failure.stage() != Stage.VERIFY) {
      return Reason.warning(
          "%s: the last backup failed%s: %s"
              .formatted(facts.source(), place, failure.failure().message()));
    }
    boolean bad = failure.failure().code().equals(ErrorCode.CHECK_FAILED.name());
    String text =
        "%s: the last verification %s%s: %s"
            .formatted(
                facts.source(),
                bad ? "failed" : "could not be made",
                place,
                failure.failure().message());
    return bad ? Reason.critical(text) : Reason.warning(text);
  }

  /** A destination is well when it can be reached, as far as anybody told. */
  public Health ofDestination(DestinationRecord destination) {
    return destination
        .reach()
        .filter(reach -> !reach.reachable())
        .map(reach -> new Health(List.of(unreachable(destination, reach))))
        .orElse(Health.GOOD);
  }

  private static Reason unreachable(DestinationRecord destination, Reach reach) {
    return Reason.warning(
        "destination %s cannot be reached since %s%s"
            .formatted(
                destination.destination(),
                reach.at(),
                reach.failure().map(failure -> ": " + failure.message()).orElse("")));
  }

  /** Where no destination at all can be reached, nothing is safe that is captured now. */
  public Health ofDestinations(List<DestinationRecord> destinations) {
    boolean none =
        !destinations.isEmpty()
            && destinations.stream()
                .allMatch(each -> each.reach().filter(reach -> !reach.reachable()).isPresent());
    Health all =
        none ? new Health(List.of(Reason.critical("no destination can be reached"))) : Health.GOOD;
    return all.and(destinations.stream().map(this::ofDestination).toList());
  }

  /** Somebody must ask for what is due. */
  public Health ofSchedulers(List<SchedulerRecord> schedulers, Instant now) {
    Optional<Instant> last = lastSign(schedulers);
    Instant from = last.filter(since::isBefore).orElse(since);
    Duration silence = Duration.between(from, now);
    return silence.compareTo(SILENT_AFTER) <= 0
        ? Health.GOOD
        : new Health(
            List.of(
                Reason.critical(
                    "no scheduler gave a sign of life for %s: nothing is asked for"
                        .formatted(words(silence)))));
  }

  /** When any scheduler last gave a sign of life. */
  public static Optional<Instant> lastSign(List<SchedulerRecord> schedulers) {
    return schedulers.stream()
        .flatMap(each -> each.sign().stream())
        .map(SchedulerRecord.Sign::at)
        .max(Comparator.naturalOrder());
  }

  /** A duration as people say it, in its two largest units. */
  static String words(Duration duration) {
    long minutes = duration.toMinutes();
    if (minutes < 1) {
      return Math.max(0, duration.toSeconds()) + " s";
    }
    if (minutes < 60) {
      return minutes + " min";
    }
    long hours = duration.toHours();
    if (hours < 48) {
      return duration.toMinutesPart() == 0
          ? hours + " h"
          : "%d h %d min".formatted(hours, duration.toMinutesPart());
    }
    return duration.toDays() + " days";
  }
}
