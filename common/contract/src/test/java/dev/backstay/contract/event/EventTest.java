package dev.backstay.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTest {
  private static final SourceName SOURCE = new SourceName("etc");
  private static final Instant DUE = Instant.parse("2026-11-20T03:00:00Z");

  private static BackupRequested requested(int attempt, Instant dueAt) {
    BackupId backup = BackupId.scheduled(SOURCE, BackupKind.FULL, dueAt);
    return new BackupRequested(
        backup, attempt, SOURCE, BackupKind.FULL, dueAt, Trigger.SCHEDULE, List.of());
  }

  @Test
  void twoWhoTellTheSameEventGiveItOneId() {
    // Given
    Event<BackupRequested> one = Event.of("/backstay/scheduler", DUE, requested(1, DUE));
    Event<BackupRequested> other =
        Event.of("/backstay/other", DUE.plusSeconds(9), requested(1, DUE));

    // Then
    assertThat(one.id()).isEqualTo(other.id());
    assertThat(one.id())
        .isNotEqualTo(Event.idOf(requested(2, DUE)))
        .isNotEqualTo(Event.idOf(requested(1, DUE.plusSeconds(60))));
  }

  @Test
  void idsAreForEver() {
    assertThat(requested(1, DUE).backup()).hasToString("4eef52df-b759-8c07-82b2-673757330cf6");
    assertThat(Event.idOf(requested(1, DUE))).hasToString("a4896ebf-46c5-84db-aa11-bb4e74736535");
  }

  @Test
  void idsAreWrittenInOneWay() {
    assertThatIllegalArgumentException().isThrownBy(() -> BackupId.parse("1-1-1-1-1"));
    assertThat(requested(1, DUE).backup().value().version()).isEqualTo(8);
    assertThat(requested(1, DUE).backup().value().variant()).isEqualTo(2);
  }

  @Test
  void allEventsOfABackupShareATrace() {
    // Given
    Event<BackupRequested> first = Event.of("/backstay/scheduler", DUE, requested(1, DUE));
    Event<BackupRequested> second = Event.of("/backstay/scheduler", DUE, requested(2, DUE));

    // Then
    assertThat(first.trace().traceId()).isEqualTo(second.trace().traceId());
    assertThat(first.trace().spanId()).isNotEqualTo(second.trace().spanId());
    assertThat(TraceContext.parse(first.trace().traceparent())).contains(first.trace());
    assertThat(TraceContext.parse("00-xyz")).isEmpty();
  }

  @Test
  void whoAskedForTheFirstEventAskedForItsAnswers() {
    // Given
    Event<BackupRequested> asked =
        Event.of("/backstay/catalog", DUE, requested(1, DUE)).by("token:ops");

    // When
    Event<BackupRequested> answer =
        Event.of("/backstay/dumper", DUE, requested(2, DUE)).answering(asked);

    // Then
    assertThat(answer.cause()).contains(asked.id());
    assertThat(answer.actor()).contains("token:ops");
  }

  @Test
  void everyTypeHasATopicAndANameOfItsOwn() {
    assertThat(Arrays.stream(EventType.values()).map(EventType::topic)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(EventType.values()).map(EventType::payload)).doesNotHaveDuplicates();
    assertThat(EventType.named("dev.backstay.backup.dumped.v1")).contains(EventType.DUMP_COMPLETED);
    assertThat(EventType.named("dev.backstay.backup.dumped.v2")).isEmpty();
  }
}
