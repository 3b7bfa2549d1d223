package dev.backstay.catalog.projection;

import dev.backstay.catalog.projection.BackupFact.Capture;
import dev.backstay.catalog.projection.BackupFact.Demand;
import dev.backstay.catalog.projection.BackupFact.LetGo;
import dev.backstay.catalog.projection.BackupFact.Proof;
import dev.backstay.catalog.projection.BackupFact.Publication;
import dev.backstay.catalog.projection.BackupFact.Refutation;
import dev.backstay.catalog.projection.BackupFact.Removal;
import dev.backstay.catalog.projection.BackupFact.Request;
import dev.backstay.catalog.projection.BackupFact.Setback;
import dev.backstay.catalog.projection.BackupFact.Start;
import dev.backstay.contract.event.BackupEvent;
import dev.backstay.contract.event.BackupFailed;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.BackupStarted;
import dev.backstay.contract.event.DumpCompleted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.ForgottenBackup;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.event.PrunePhase;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.event.Pruned;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.event.Uploaded;
import dev.backstay.contract.event.VerificationFailed;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.event.Verified;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Everything known of one backup.
 *
 * @param kind unknown until an event of the backup itself tells it
 * @param letGo retention's decision; each destination tells by itself when it has forgotten it
 * @param replicas ordered by destination
 */
public record BackupRecord(
    BackupId backup,
    SourceName source,
    Optional<BackupKind> kind,
    Run run,
    Optional<LetGo> letGo,
    List<Replica> replicas)
    implements ProjectedState {
  public BackupRecord {
    replicas = List.copyOf(replicas);
  }

  static BackupRecord unknown(BackupId backup, SourceName source) {
    return new BackupRecord(
        backup, source, Optional.empty(), Run.UNKNOWN, Optional.empty(), List.of());
  }

  @Override
  public StateKey key() {
    return new StateKey.OfBackup(backup);
  }

  @Override
  public BackupRecord apply(Event<?> event) {
    return switch (event.data()) {
      case PruneRequested told when names(told.forgotten()) -> letGo(event, told);
      case Pruned told when names(told.forgotten()) -> removed(event, told);
      case BackupEvent told when told.backup().equals(backup) ->
          from(told.source()).own(event, told);
      default -> this;
    };
  }

  private boolean names(List<ForgottenBackup> forgotten) {
    return forgotten.stream().anyMatch(each -> each.backup().equals(backup));
  }

  private BackupRecord own(Event<?> event, BackupEvent data) {
    return switch (data) {
      case BackupRequested told ->
          of(told.kind())
              .run(
                  new Request(
                      event.id(),
                      told.dueAt(),
                      told.attempt(),
                      told.trigger(),
                      told.tags(),
                      event.actor()));
      case BackupStarted told ->
          of(told.kind())
              .run(new Start(event.id(), told.startedAt(), told.attempt(), told.worker()));
      case DumpCompleted told -> of(told.kind()).run(capture(event, told));
      // a prune that fails names its survivor, whatever kind that is
      case BackupFailed told when told.stage() == Stage.PRUNE -> setBack(event, told);
      case BackupFailed told -> of(told.kind()).setBack(event, told);
      case Uploaded told ->
          of(told.kind())
              .at(
                  told.destination(),
                  new Publication(
                      event.id(),
                      told.publishedAt(),
                      told.startedAt(),
                      told.snapshot(),
                      told.packsCopied(),
                      told.bytesCopied()));
      case VerificationRequested told ->
          of(told.kind())
              .at(
                  told.destination(),
                  new Demand(
                      event.id(), event.time(), told.level(), told.occurrence(), event.actor()));
      case Verified told ->
          of(told.kind())
              .at(
                  told.destination(),
                  new Proof(
                      event.id(),
                      told.verifiedAt(),
                      told.level(),
                      told.occurrence(),
                      told.evidence()));
      case VerificationFailed told ->
          of(told.kind())
              .at(
                  told.destination(),
                  new Refutation(
                      event.id(),
                      told.failedAt(),
                      told.level(),
                      told.occurrence(),
                      told.failure(),
                      told.evidence()));
      case PackSealed _, RestoreRequested _, RestoreCompleted _ -> this;
    };
  }

  private static Capture capture(Event<?> event, DumpCompleted told) {
    return new Capture(
        event.id(),
        told.completedAt(),
        told.attempt(),
        told.startedAt(),
        told.manifest(),
        told.snapshot(),
        told.hostname(),
        told.tags(),
        told.figures());
  }

  private BackupRecord setBack(Event<?> event, BackupFailed told) {
    var setback =
        new Setback(
            event.id(),
            told.failedAt(),
            told.attempt(),
            told.stage(),
            told.failure(),
            told.retried());
    return told.destination().map(place -> at(place, setback)).orElseGet(() -> run(setback));
  }

  private BackupRecord letGo(Event<?> event, PruneRequested told) {
    var decision = new LetGo(event.id(), told.requestedAt(), told.prune(), told.survivor());
    return new BackupRecord(backup, source, kind, run, Newest.of(letGo, decision), replicas)
        .from(told.source());
  }

  private BackupRecord removed(Event<?> event, Pruned told) {
    var removal = new Removal(event.id(), told.at(), told.prune());
    return from(told.source())
        .at(
            told.destination(),
            replica ->
                told.phase() == PrunePhase.FORGOTTEN
                    ? replica.forgotten(removal)
                    : replica.deleted(removal));
  }

  /** Two sources cannot own one backup; should events say so, every catalog believes the same. */
  private BackupRecord from(SourceName told) {
    SourceName least = Newest.least(source, told);
    return least.equals(source)
        ? this
        : new BackupRecord(backup, least, kind, run, letGo, replicas);
  }

  private BackupRecord of(BackupKind told) {
    BackupKind least = kind.map(known -> Newest.least(known, told)).orElse(told);
    return new BackupRecord(backup, source, Optional.of(least), run, letGo, replicas);
  }

  private BackupRecord run(BackupFact fact) {
    return new BackupRecord(backup, source, kind, run.told(fact), letGo, replicas);
  }

  private BackupRecord at(DestinationName place, BackupFact fact) {
    return at(place, replica -> replica.told(fact));
  }

  private BackupRecord at(DestinationName place, UnaryOperator<Replica> change) {
    List<Replica> joined = new ArrayList<>(replicas);
    Replica known = replica(place).orElseGet(() -> Replica.unknown(place));
    joined.remove(known);
    joined.add(change.apply(known));
    joined.sort(Comparator.comparing(Replica::destination));
    return new BackupRecord(backup, source, kind, run, letGo, joined);
  }

  public Optional<Replica> replica(DestinationName place) {
    return replicas.stream().filter(each -> each.destination().equals(place)).findFirst();
  }

  /** Where a restore can be tried from. */
  public List<DestinationName> offeredAt() {
    return replicas.stream()
        .filter(replica -> replica.state().offered())
        .map(Replica::destination)
        .toList();
  }

  /**
   * What is left of it where only some destinations count; empty when it lies only elsewhere.
   *
   * @param counted that count
   */
  public Optional<BackupRecord> only(Collection<DestinationName> counted) {
    List<Replica> there =
        replicas.stream().filter(replica -> counted.contains(replica.destination())).toList();
    return there.isEmpty() && !replicas.isEmpty()
        ? Optional.empty()
        : Optional.of(new BackupRecord(backup, source, kind, run, letGo, there));
  }

  /** Where it stands so. */
  public List<DestinationName> at(ReplicaState state) {
    return replicas.stream()
        .filter(replica -> replica.state() == state)
        .map(Replica::destination)
        .toList();
  }

  /** Wherever it was published, whatever became of it there. */
  public List<DestinationName> publishedAt() {
    return replicas.stream()
        .filter(replica -> replica.publication().isPresent())
        .map(Replica::destination)
        .toList();
  }

  /** Where it can be tried from and was not found bad. */
  public List<DestinationName> soundAt() {
    return replicas.stream()
        .filter(replica -> replica.state().offered() && replica.state() != ReplicaState.DAMAGED)
        .map(Replica::destination)
        .toList();
  }

  /** The instant it restores to, or the best that is known of it. */
  public Instant instant() {
    return run.instant()
        .or(() ->
            replicas.stream()
                .flatMap(each -> each.publication().stream())
                .map(Publication::startedAt)
                .min(Comparator.naturalOrder()))
        .or(() -> letGo.map(LetGo::at))
        .orElse(Instant.EPOCH);
  }

  /** The tags it was stored or, before, asked for with. */
  public List<String> tags() {
    return run.capture()
        .map(Capture::tags)
        .or(() -> run.request().map(Request::tags))
        .orElse(List.of());
  }

  /** The proofs that hold: one of a replica that was found bad since says nothing any more. */
  public List<Proof> proofs() {
    return replicas.stream()
        .filter(replica -> replica.state() == ReplicaState.PROVEN)
        .flatMap(replica -> replica.proofs().stream())
        .toList();
  }

  /** Whether a destination offers it that did not find it bad. */
  public boolean sound() {
    return !soundAt().isEmpty();
  }

  public BackupState state() {
    List<ReplicaState> states =
        replicas.stream()
            .map(Replica::state)
            .filter(state -> state != ReplicaState.WAITING && state != ReplicaState.FAILED)
            .toList();
    if (states.isEmpty()) {
      return letGo.isPresent() ? BackupState.FORGOTTEN : run.state();
    }
    if (states.contains(ReplicaState.DAMAGED)) {
      return BackupState.DAMAGED;
    }
    if (states.contains(ReplicaState.PROVEN)) {
      return BackupState.PROVEN;
    }
    if (states.contains(ReplicaState.STORED)) {
      return BackupState.STORED;
    }
    return states.contains(ReplicaState.FORGOTTEN) ? BackupState.FORGOTTEN : BackupState.DELETED;
  }
}
