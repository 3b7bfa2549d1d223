package dev.backstay.catalog.request;

import dev.backstay.catalog.projection.BackupFact.Capture;
import dev.backstay.catalog.projection.BackupFact.Request;
import dev.backstay.catalog.projection.BackupRecord;
import dev.backstay.catalog.query.Backups;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.contract.policy.VerificationLevel;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Asks the platform for backups and proofs. What is asked for under the same key is asked for once.
 * Safe for any number of threads.
 */
public final class Requests {
  /** A person tells backups apart by a few words. */
  public static final int MAX_TAGS = 20;

  /** What restic takes as a tag, too. */
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:=/+@-]{0,99}");

  /** By these a backup says what it is and where in a stream it stands. */
  private static final Set<String> OWN_TAGS =
      Set.of(
          "source:",
          "backup:",
          "kind:",
          "postgres:",
          "system:",
          "timeline:",
          "from:",
          "to:",
          "until:",
          "start:",
          "started:",
          "stop:",
          "stopped:",
          "version:",
          "changed-by:",
          "full-read:",
          "checksums:",
          "server:");

  /**
   * What some verifier can prove; one that cannot prove so much of a kind of source says so by an
   * event.
   */
  private static final VerificationLevel HIGHEST_LEVEL = VerificationLevel.L2;

  private static final Set<BackupKind> OF_DATABASES = Set.of(BackupKind.LOGICAL, BackupKind.SCHEMA);
  private static final String PRODUCER = "/backstay/catalog";

  private final Backups backups;
  private final Consumer<Event<?>> publisher;
  private final InstantSource clock;

  /**
   * Requests by events.
   *
   * @param publisher tells an event; durable on return
   */
  public Requests(Backups backups, Consumer<Event<?>> publisher, InstantSource clock) {
    this.backups = backups;
    this.publisher = publisher;
    this.clock = clock;
  }

  /**
   * What was asked for.
   *
   * @param events that say so
   */
  public record Asked(BackupId backup, List<EventId> events) {
    public Asked {
      events = List.copyOf(events);
    }
  }

  /** Asks for a backup. The same key again is the same backup, and must ask for the same. */
  public Asked backup(Wish.ForBackup wish, IdempotencyKey key, String actor) {
    Source source = wish.source();
    wish.tags().forEach(Requests::checkTag);
    if (wish.tags().size() > MAX_TAGS) {
      throw refused("a backup has at most %d tags".formatted(MAX_TAGS));
    }
    BackupKind kind = wish.kind().orElseGet(() -> usual(source));
    if (!kind.isRestorePoint()) {
      throw refused(
          "backups of kind %s are made by themselves: the stream is captured all the time"
              .formatted(kind));
    }
    if (OF_DATABASES.contains(kind) && source.origin().kind() != SourceKind.POSTGRES) {
      throw refused(
          "'%s' has no backups of kind %s: it is no database server that can be dumped"
              .formatted(source.name(), kind));
    }
    BackupId id = BackupId.manual(source.name(), key.value());
    var event =
        Event.of(
                PRODUCER,
                clock.instant(),
                new BackupRequested(
                    id,
                    1,
                    source.name(),
                    kind,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS),
                    Trigger.MANUAL,
                    wish.tags()))
            .by(actor);
    Optional<BackupRecord> known = backups.one(id);
    if (known.isPresent()) {
      checkSame(known.get(), kind, wish.tags(), key);
    } else {
      publisher.accept(event);
    }
    return new Asked(id, List.of(event.id()));
  }

  private static void checkTag(String tag) {
    if (!TAG.matcher(tag).matches()) {
      throw refused(
          "a tag is 1 to 100 letters, digits and . _ : = / + @ -, starting with a letter or digit");
    }
    if (OWN_TAGS.contains(tag.substring(0, tag.indexOf(':') + 1))) {
      throw refused(
          "the tag '%s' is one of the platform's own: choose another beginning".formatted(tag));
    }
  }

  /** What a schedule asks for most often. */
  private static BackupKind usual(Source source) {
    Map<BackupKind, ?> due = source.protection().schedule().due();
    return due.containsKey(BackupKind.INCREMENTAL)
        ? BackupKind.INCREMENTAL
        : due.keySet().stream().findFirst().orElse(BackupKind.FULL);
  }

  private static void checkSame(
      BackupRecord known, BackupKind kind, List<String> tags, IdempotencyKey key) {
    Optional<Request> before = known.run().request();
    if (!known.kind().equals(Optional.of(kind))
        || before.filter(request -> !request.tags().equals(tags)).isPresent()) {
      throw refused(
          "the Idempotency-Key '%s' was used for another backup of '%s', of kind %s: choose a new one"
              .formatted(key, known.source(), known.kind().map(Enum::name).orElse("unknown")));
    }
  }

  /**
   * Asks to prove a backup.
   *
   * @param usual the level that is meant when none is given
   */
  public Asked proof(
      Wish.ForProof wish, VerificationLevel usual, IdempotencyKey key, String actor) {
    BackupRecord backup =
        backups
            .one(wish.backup())
            .orElseThrow(() -> refused("there is no backup " + wish.backup()));
    BackupKind kind = backup.kind().orElse(BackupKind.FULL);
    VerificationLevel highest = lower(HIGHEST_LEVEL, kind.highestProof());
    VerificationLevel level = wish.level().orElse(lower(usual, highest));
    if (level.compareTo(highest) > 0) {
      throw new BackstayException(
          ErrorCode.LEVEL_UNSUPPORTED,
          "level %s cannot be proven of a backup of kind %s, %s can"
              .formatted(level, kind, highest));
    }
    Capture capture =
        backup
            .run()
            .capture()
            .orElseThrow(() -> refused("backup %s is not captured".formatted(wish.backup())));
    List<EventId> events = new ArrayList<>();
    for (DestinationName place : places(backup, wish)) {
      var event =
          Event.of(
                  PRODUCER,
                  clock.instant(),
                  new VerificationRequested(
                      backup.backup(),
                      backup.source(),
                      kind,
                      place,
                      capture.manifest(),
                      capture.snapshot(),
                      level,
                      "asked-" + key))
              .by(actor);
      publisher.accept(event);
      events.add(event.id());
    }
    return new Asked(backup.backup(), events);
  }

  private static VerificationLevel lower(VerificationLevel one, VerificationLevel other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static List<DestinationName> places(BackupRecord backup, Wish.ForProof wish) {
    List<DestinationName> offered = backup.offeredAt();
    if (wish.destination().isPresent()) {
      if (!offered.contains(wish.destination().get())) {
        throw refused(
            "destination '%s' does not have backup %s"
                .formatted(wish.destination().get(), backup.backup()));
      }
      return List.of(wish.destination().get());
    }
    if (offered.isEmpty()) {
      throw refused("no destination has backup " + backup.backup());
    }
    return offered;
  }

  private static BackstayException refused(String message) {
    return new BackstayException(ErrorCode.API_REFUSED, message);
  }
}
