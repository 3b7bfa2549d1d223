package dev.backstay.servicekit.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Event;
import dev.backstay.servicekit.SampleEvents;
import dev.backstay.servicekit.event.MemoryEvents;
import dev.backstay.servicekit.work.Job;
import dev.backstay.servicekit.work.Outcome;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracingTest {
  private final List<SpanData> spans = new ArrayList<>();
  private final Tracing tracing =
      new Tracing(
          SdkTracerProvider.builder()
              .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
              .build()
              .get("test"));

  /** Keeps spans. */
  private final class Kept implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  @Test
  void whatIsDoneWithAnEventBelongsToTheTraceThatTheEventNames() {
    // Given
    Event<BackupRequested> event = SampleEvents.requested(1);
    MemoryEvents events = new MemoryEvents();

    // When
    tracing.around(events).publish(event);
    Outcome outcome =
        tracing.<BackupRequested>around(job -> Outcome.later("busy")).handle(new Job<>(event, 2));

    // Then
    assertThat(outcome).isEqualTo(Outcome.later("busy"));
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly("publish backstay.backup.requested", "handle backstay.backup.requested");
    assertThat(spans)
        .allMatch(span -> span.getTraceId().equals(event.trace().traceId()))
        .allMatch(span -> span.getParentSpanId().equals(event.trace().spanId()));
    assertThat(spans.getLast().getAttributes().get(AttributeKey.stringKey("backstay.outcome")))
        .isEqualTo("Later");
  }
}
