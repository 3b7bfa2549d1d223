package dev.backstay.servicekit.work;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.Failure;
import dev.backstay.events.EventCodec;
import dev.backstay.servicekit.event.Message;
import java.util.Optional;

/** Turns a message into an outcome, whatever the message and whatever the handler does. */
record JobRunner<T extends BackstayEvent>(WorkSettings<T> settings, JobHandler<T> handler) {
  private static final System.Logger LOG = System.getLogger(JobRunner.class.getName());

  Outcome run(Message message, int delivery) {
    Event<T> event;
    try {
      event = read(message);
    } catch (BackstayException e) {
      return Outcome.park(Failure.of(e));
    }
    try {
      return handler.handle(new Job<>(event, delivery));
    } catch (BackstayException e) {
      return e.isTransient()
          ? Outcome.later(String.valueOf(e.getMessage()))
          : Outcome.park(Failure.of(e));
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "the handler of " + settings.group() + " failed", e);
      return Outcome.park(
          Failure.of(new BackstayException(ErrorCode.INTERNAL, "the handler failed: " + e, e)));
    }
  }

  private Event<T> read(Message message) {
    Event<?> event = EventCodec.decode(message.value());
    return typed(event, message)
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.EVENT_MALFORMED,
                "a message of type %s lies in the topic %s, where it does not belong"
                    .formatted(event.type().wireName(), message.topic())));
  }

  @SuppressWarnings("unchecked") // the payload's class is one of T's, and envelopes are immutable
  private Optional<Event<T>> typed(Event<?> event, Message message) {
    return settings.types().contains(event.data().getClass())
            && event.type().topic().equals(message.topic())
        ? Optional.of((Event<T>) event)
        : Optional.empty();
  }
}
