package dev.backstay.servicekit.app;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.TraceContext;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.work.JobHandler;
import dev.backstay.servicekit.work.Outcome;
import dev.backstay.servicekit.work.Work;
import dev.backstay.servicekit.work.WorkQueue;
import dev.backstay.servicekit.work.WorkSettings;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

/**
 * Spans around what is done with events, in the trace that the event itself names: all of one
 * backup are one trace, over all services. Without an exporter it does nothing.
 */
public final class Tracing {
  private final Tracer tracer;

  public Tracing(Tracer tracer) {
    this.tracer = tracer;
  }

  /** The same handler, seen. */
  public <T extends BackstayEvent> JobHandler<T> around(JobHandler<T> handler) {
    return job -> {
      SpanBuilder span =
          span(job.event(), "handle", SpanKind.CONSUMER)
              .setAttribute("backstay.delivery", job.delivery());
      return seen(span, () -> handler.handle(job));
    };
  }

  /** The same queue, its jobs seen. */
  public WorkQueue around(WorkQueue queue) {
    return new WorkQueue() {
      @Override
      public <T extends BackstayEvent> Work work(WorkSettings<T> settings, JobHandler<T> handler) {
        return queue.work(settings, Tracing.this.around(handler));
      }
    };
  }

  /** The same publisher, seen. */
  public EventPublisher around(EventPublisher publisher) {
    return new EventPublisher() {
      @Override
      public void publish(Event<?> event) {
        var _ =
            seen(
                span(event, "publish", SpanKind.PRODUCER),
                () -> {
                  publisher.publish(event);
                  return Outcome.done();
                });
      }

      @Override
      public void close() {
        publisher.close();
      }
    };
  }

  private SpanBuilder span(Event<?> event, String verb, SpanKind kind) {
    return tracer
        .spanBuilder(verb + " " + event.type().topic())
        .setParent(Context.root().with(Span.wrap(parent(event.trace()))))
        .setSpanKind(kind)
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.destination.name", event.type().topic())
        .setAttribute("messaging.message.id", event.id().toString())
        .setAttribute("backstay.subject", event.data().subject());
  }

  private static SpanContext parent(TraceContext trace) {
    return SpanContext.createFromRemoteParent(
        trace.traceId(), trace.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
  }

  private static Outcome seen(SpanBuilder builder, Supplier<Outcome> work) {
    Span span = builder.startSpan();
    try (Scope _ = span.makeCurrent()) {
      Outcome outcome = work.get();
      span.setAttribute("backstay.outcome", outcome.getClass().getSimpleName());
      return outcome;
    } catch (RuntimeException e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }
}
