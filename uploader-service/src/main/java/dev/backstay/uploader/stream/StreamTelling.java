package dev.backstay.uploader.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.OwnedThreads;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.StreamStored;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.servicekit.event.EventPublisher;
import java.lang.System.Logger;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells how far streams are, on a thread of its own: a broker that is away holds no stream back. Of
 * each source and timeline only the newest word waits; one that cannot be told is dropped, for the
 * next one says more. Closing it joins the thread.
 */
final class StreamTelling implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StreamTelling.class.getName());

  private final EventPublisher events;
  private final Map<Subject, Event<StreamStored>> waiting = new LinkedHashMap<>();
  private final Thread thread;

  /** What a word is of. */
  private record Subject(SourceName source, int timeline) {}

  StreamTelling(EventPublisher events) {
    this.events = events;
    this.thread = Thread.ofVirtual().name("stream-telling").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Has it told soon, in the place of what waits. */
  synchronized void tell(Event<StreamStored> event) {
    waiting.put(new Subject(event.data().source(), event.data().timeline()), event);
    notifyAll();
  }

  private synchronized Event<StreamStored> next() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    Iterator<Event<StreamStored>> oldest = waiting.values().iterator();
    Event<StreamStored> next = oldest.next();
    oldest.remove();
    return next;
  }

  private void run() {
    try {
      while (true) {
        publish(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish(Event<StreamStored> event) throws InterruptedException {
    try {
      events.publish(event);
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        var interruption = new InterruptedException(e.getMessage());
        interruption.initCause(e);
        throw interruption;
      }
      LOG.log(Logger.Level.DEBUG, "how far a stream is was not told", e);
    } catch (RuntimeException e) {
      // A defect must not end the telling for good.
      LOG.log(Logger.Level.ERROR, "how far a stream is could not be told", e);
    }
  }

  @Override
  public void close() {
    OwnedThreads.end(thread);
  }
}
