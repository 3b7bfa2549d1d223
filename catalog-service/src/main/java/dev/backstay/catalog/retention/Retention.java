package dev.backstay.catalog.retention;

import dev.backstay.catalog.query.Backups;
import dev.backstay.catalog.query.Journal;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.PruneRequested;
import dev.backstay.contract.policy.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Decides about a source's backups, and asks for what follows. Safe for any number of threads. */
public final class Retention {
  private static final String PRODUCER = "/backstay/catalog";

  private final Backups backups;
  private final Journal journal;
  private final Consumer<Event<?>> publisher;
  private final Completeness completeness;
  private final InstantSource clock;

  /**
   * Retention of the catalog's backups.
   *
   * @param publisher tells an event; durable on return
   */
  public Retention(
      Backups backups,
      Journal journal,
      Consumer<Event<?>> publisher,
      Completeness completeness,
      InstantSource clock) {
    this.completeness = completeness;
    this.backups = backups;
    this.journal = journal;
    this.publisher = publisher;
    this.clock = clock;
  }

  /** What would be let go of now, and why. Nothing is changed. */
  public RetentionView view(Source source) {
    var counted = Set.copyOf(source.protection().destinations());
    return RetentionView.of(source, backups.retained(source.name(), counted), clock.instant());
  }

  /**
   * Asks for what retention lets go of now: one prune for each series that loses backups. Fails
   * with {@code CATALOG_BEHIND} while the catalog does not know all that was told.
   *
   * @param key the same key, the same prunes
   */
  public List<PruneId> ask(Source source, String key, String actor) {
    checkComplete();
    List<PruneId> asked = new ArrayList<>();
    for (RetentionView.Removal removal : view(source).removals()) {
      var prune = PruneId.of("asked", source.name().value(), removal.series().name(), key);
      publish(source, prune, removal, actor);
      asked.add(prune);
    }
    return asked;
  }

  /**
   * Asks for what is due on a day. Ids follow from source, series and day, so two instances or a
   * restart ask for the same prunes; what was asked for is not asked for again. Fails as {@link
   * #ask} does.
   */
  public List<PruneId> askDaily(Source source, LocalDate day, String actor) {
    checkComplete();
    List<PruneId> asked = new ArrayList<>();
    for (RetentionView.Removal removal : view(source).removals()) {
      PruneId prune = daily(source, removal, day);
      if (journal.prune(prune).isEmpty()) {
        publish(source, prune, removal, actor);
        asked.add(prune);
      }
    }
    return asked;
  }

  private void checkComplete() {
    completeness
        .lacking()
        .ifPresent(lacking -> {
          throw new BackstayException(
              ErrorCode.CATALOG_BEHIND, "retention decides nothing: %s".formatted(lacking));
        });
  }

  private static PruneId daily(Source source, RetentionView.Removal removal, LocalDate day) {
    return PruneId.of("retention", source.name().value(), removal.series().name(), day.toString());
  }

  private void publish(Source source, PruneId prune, RetentionView.Removal removal, String actor) {
    Instant now = clock.instant();
    publisher.accept(
        Event.of(
                PRODUCER,
                now,
                new PruneRequested(
                    prune, source.name(), removal.forgotten(), removal.survivor(), now))
            .by(actor));
  }
}
