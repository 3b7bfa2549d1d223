package dev.backstay.catalog.api;

import dev.backstay.catalog.query.RetainedBackup;
import dev.backstay.catalog.retention.RetentionView;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.retention.Decision;
import dev.backstay.retention.KeepReason;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What retention says about each backup of a source, the newest first.
 *
 * @param removed how many would go
 */
public record RetentionAnswer(String source, Instant decidedAt, List<Item> items, int removed) {
  public RetentionAnswer {
    items = List.copyOf(items);
  }

  /** The decision about a backup. */
  public enum Choice {
    KEEP,
    REMOVE
  }

  /**
   * One backup.
   *
   * @param reasons every one that applies
   * @param explanation the decision and its reasons in one line
   */
  public record Item(
      String backup,
      BackupKind kind,
      Instant at,
      Choice decision,
      List<String> reasons,
      String explanation) {
    private static Item of(Decision decision) {
      List<String> reasons =
          switch (decision) {
            case Decision.Keep keep ->
                keep.reasons().stream().map(KeepReason::explanation).toList();
            case Decision.Remove remove -> List.of(remove.reason().explanation());
          };
      return of(decision, reasons, decision.explanation());
    }

    private static Item of(Decision decision, List<String> reasons, String explanation) {
      return new Item(
          decision.backup().id().toString(),
          decision.backup().kind(),
          decision.backup().capturedAt(),
          decision instanceof Decision.Keep ? Choice.KEEP : Choice.REMOVE,
          reasons,
          explanation);
    }

    private static Item spared(Decision.Keep decision) {
      String reason =
          "an earlier prune let go of it and may still go on; it is not asked for again";
      return of(
          decision,
          Stream.concat(decision.reasons().stream().map(KeepReason::explanation), Stream.of(reason))
              .toList(),
          decision.explanation() + "; " + reason);
    }

    private static Item of(RetainedBackup going) {
      String reason = "an earlier prune let go of it, and a destination still has it";
      return new Item(
          going.backup().toString(),
          going.kind(),
          going.capturedAt(),
          Choice.REMOVE,
          List.of(reason),
          "removed: " + reason);
    }
  }

  public static RetentionAnswer of(RetentionView view) {
    List<Item> items =
        Stream.of(
                view.plan().decisions().stream().map(Item::of),
                view.going().stream().map(Item::of),
                view.spared().stream().map(Item::spared))
            .flatMap(each -> each)
            .sorted((one, other) -> other.at().compareTo(one.at()))
            .toList();
    return new RetentionAnswer(
        view.source().value(),
        view.plan().decidedAt(),
        items,
        (int) items.stream().filter(item -> item.decision() == Choice.REMOVE).count());
  }
}
