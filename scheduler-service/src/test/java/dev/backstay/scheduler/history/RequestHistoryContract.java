package dev.backstay.scheduler.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Trigger;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.scheduler.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every history keeps. */
public abstract class RequestHistoryContract {
  private static final Instant NOON = Instant.parse("2024-11-20T12:00:00Z");
  private static final SourceName ORDERS = new SourceName("orders");
  private static final SourceName PHOTOS = new SourceName("photos");

  /** A history after these requests were told, in this order, a second later each. */
  protected abstract RequestHistory after(List<BackupRequested> requests);

  @Test
  void historyOfNothingIsEmpty() {
    assertThat(after(List.of()).newest(NOON.minus(Duration.ofDays(35)), NOON)).isEmpty();
  }

  @Test
  void newestMomentOfEachSeriesIsKnownInWhateverOrderAndHoweverOften() {
    // Given
    BackupRequested newest = due(ORDERS, BackupKind.FULL, NOON.minusSeconds(60));
    RequestHistory history =
        after(
            List.of(
                newest,
                due(ORDERS, BackupKind.FULL, NOON.minusSeconds(3600)),
                due(ORDERS, BackupKind.INCREMENTAL, NOON.minusSeconds(7200)),
                newest,
                due(PHOTOS, BackupKind.FULL, NOON)));

    // When // Then
    assertThat(history.newest(NOON.minus(Duration.ofDays(1)), NOON))
        .isEqualTo(
            Map.of(
                new Series(ORDERS, BackupKind.FULL), NOON.minusSeconds(60),
                new Series(ORDERS, BackupKind.INCREMENTAL), NOON.minusSeconds(7200),
                new Series(PHOTOS, BackupKind.FULL), NOON));
  }

  @Test
  void momentsOutsideTheRangeAreLeftOut() {
    // Given
    RequestHistory history =
        after(
            List.of(
                due(ORDERS, BackupKind.FULL, NOON.minusSeconds(61)),
                due(ORDERS, BackupKind.FULL, NOON.plusSeconds(1)),
                due(PHOTOS, BackupKind.FULL, NOON.minusSeconds(3600))));

    // When // Then
    assertThat(history.newest(NOON.minusSeconds(3600), NOON))
        .isEqualTo(Map.of(new Series(ORDERS, BackupKind.FULL), NOON.minusSeconds(61)));
  }

  @Test
  void manualRequestsSayNothingAboutTheSchedule() {
    // Given
    BackupId backup = BackupId.manual(ORDERS, "before-migration");
    RequestHistory history =
        after(
            List.of(
                new BackupRequested(
                    backup, 1, ORDERS, BackupKind.FULL, NOON, Trigger.MANUAL, List.of())));

    // When // Then
    assertThat(history.newest(NOON.minusSeconds(3600), NOON)).isEmpty();
  }

  private static BackupRequested due(SourceName source, BackupKind kind, Instant moment) {
    BackupId backup = BackupId.scheduled(source, kind, moment);
    return new BackupRequested(backup, 1, source, kind, moment, Trigger.SCHEDULE, List.of());
  }
}
