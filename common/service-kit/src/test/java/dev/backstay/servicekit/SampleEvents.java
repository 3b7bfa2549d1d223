package dev.backstay.servicekit;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.BackupStarted;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Events to send around. */
public final class SampleEvents {
  public static final Instant NOW = Instant.parse("2026-11-20T08:00:00Z");
  private static final SourceName SOURCE = new SourceName("shop");

  private SampleEvents() {}

  public static Event<BackupRequested> requested(int number) {
    BackupId backup = BackupId.manual(SOURCE, "sample-" + number);
    return Event.of(
        "/backstay/test",
        NOW,
        new BackupRequested(
            backup, 1, SOURCE, BackupKind.FULL, NOW, Trigger.MANUAL, List.of("n" + number)));
  }

  public static List<Event<BackupRequested>> requested(int from, int to) {
    return IntStream.range(from, to).mapToObj(SampleEvents::requested).toList();
  }

  public static Event<BackupStarted> started(int number) {
    BackupRequested requested = requested(number).data();
    return Event.of(
        "/backstay/test",
        NOW,
        new BackupStarted(requested.backup(), 1, SOURCE, requested.kind(), NOW, "worker"));
  }
}
