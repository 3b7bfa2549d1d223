package dev.backstay.cli.platform;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.ProgressStage;
import dev.backstay.cli.platform.api.Api;
import dev.backstay.cli.platform.api.ApiRequest;
import dev.backstay.cli.platform.api.JsonObject;
import dev.backstay.cli.platform.api.Pause;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Watches one backup until it is proven at every destination of its source, or lost at one: a line
 * for each step, progress between. Used once, by one thread.
 */
final class BackupFollow {
  /** Nobody reads faster, and three small questions a second are no load. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What was asked for is in the catalog within a second; a catalog that is busy takes longer. */
  private static final Duration UNKNOWN_AT_FIRST = Duration.ofMinutes(1);

  /** A platform that is restarted, or updated, is back by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Api api;
  private final Console console;
  private final Set<JsonObject> told = new HashSet<>(); // a backup's way has tens of steps
  private final Instant start;
  private Instant lastAnswer;
  private boolean known;
  private boolean warned;

  BackupFollow(Api api, Console console) {
    this.api = api;
    this.console = console;
    this.start = console.world().clock().instant();
    this.lastAnswer = start;
  }

  /** Returns when it is proven everywhere; throws what it failed with. */
  void untilProven(String id, String source) {
    Optional<JsonObject> end = Optional.empty();
    try (ProgressDisplay progress = ProgressDisplay.start(console)) {
      progress.at(new ProgressStage("files captured", 0, 0, 0, 0));
      while (end.isEmpty()) {
        end = look(id, source, progress);
        if (end.isEmpty()) {
          Pause.of(PAUSE);
        }
      }
    }
    ListedBackup backup = ListedBackup.of(end.get());
    console.relay(
        end.get(),
        () ->
            "backup %s of %s is proven at %s"
                .formatted(
                    id,
                    source,
                    String.join(
                        ", ",
                        backup.replicas().stream()
                            .map(ListedBackup.Replica::destination)
                            .toList())));
  }

  /** One look; the backup when it is proven everywhere. */
  private Optional<JsonObject> look(String id, String source, ProgressDisplay progress) {
    try {
      JsonObject found = api.call(ApiRequest.get("backups", id));
      known = true;
      JsonObject timeline = api.call(ApiRequest.get("backups", id, "timeline"));
      JsonObject policy = api.call(ApiRequest.get("sources", source));
      JsonObject running = api.call(ApiRequest.get("progress"));
      lastAnswer = console.world().clock().instant();
      warned = false;
      timeline.objects("items").stream().filter(told::add).forEach(this::tell);
      ListedBackup backup = ListedBackup.of(found);
      refuseLoss(backup);
      show(id, running.objects("items"), progress);
      Set<String> wanted = new TreeSet<>(policy.texts("destinations"));
      return isProven(backup, wanted) ? Optional.of(found) : Optional.empty();
    } catch (BackstayException e) {
      if (!isPassing(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private void tell(JsonObject entry) {
    console.relay(entry, () -> TimelineEntry.of(entry, console.world()));
  }

  private static boolean isProven(ListedBackup backup, Set<String> wanted) {
    wanted.removeAll(
        backup.replicas().stream()
            .filter(ListedBackup.Replica::isProven)
            .map(ListedBackup.Replica::destination)
            .toList());
    return wanted.isEmpty() && !backup.replicas().isEmpty();
  }

  private static void refuseLoss(ListedBackup backup) {
    String name = "backup " + backup.id() + " of " + backup.source();
    if (backup.isFailed()) {
      throw Api.failure(
          backup.failure(),
          ErrorCode.SOURCE_UNREADABLE,
          name + " failed: " + Words.orNone(backup.failure().text("message")));
    }
    for (ListedBackup.Replica replica : backup.replicas()) {
      if (replica.isLost()) {
        boolean damaged = replica.state().equals("DAMAGED");
        throw Api.failure(
            replica.failure(),
            damaged ? ErrorCode.CHECK_FAILED : ErrorCode.STORE_FAILED,
            "%s %s at %s: %s"
                .formatted(
                    name,
                    damaged ? "is not sound" : "failed",
                    replica.destination(),
                    Words.orNone(replica.failure().text("message"))));
      }
    }
  }

  private static void show(String id, List<JsonObject> running, ProgressDisplay progress) {
    running.stream()
        .map(RunningWork::of)
        .filter(work -> work.backup().equals(id))
        .findFirst()
        .ifPresent(work -> {
          progress.at(work.reached());
          progress.current(
              work.activity().isEmpty()
                  ? work.destination()
                  : work.activity() + " " + work.destination());
        });
  }

  /** Whether a failure to ask may pass by itself; the backup goes on meanwhile. */
  private boolean isPassing(BackstayException failure) {
    Instant now = console.world().clock().instant();
    if (failure.code() == ErrorCode.API_UNREACHABLE && lastAnswer.plus(PATIENCE).isAfter(now)) {
      if (!warned) {
        console.warn(failure.getMessage() + "; the backup goes on, trying again");
        warned = true;
      }
      return true;
    }
    return !known
        && failure.code() != ErrorCode.API_DENIED
        && failure.code().kind() == ErrorKind.USER
        && start.plus(UNKNOWN_AT_FIRST).isAfter(now);
  }
}
