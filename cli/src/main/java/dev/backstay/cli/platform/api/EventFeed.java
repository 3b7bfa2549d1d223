package dev.backstay.cli.platform.api;

import dev.backstay.cli.console.Console;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The live feed of events. A connection that ends is made again behind the last event, so that none
 * is missed and none is given twice. Used once, by one thread.
 */
public final class EventFeed {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** A platform that is restarted, or updated, is back by then. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Api api;
  private final ApiRequest request;
  private final Console console;
  private String last = "";
  private Duration pause = FIRST_PAUSE;
  private @Nullable Instant open; // when the last connection was good
  private boolean warned;

  EventFeed(Api api, ApiRequest request, Console console) {
    this.api = api;
    this.request = request;
    this.console = console;
  }

  /**
   * Gives each event behind the one with an id, or from now on for an empty id, until {@code more}
   * says that it is enough. A first connection that fails ends it; a later one is made again.
   */
  public void follow(String after, Predicate<JsonObject> more) {
    last = after;
    while (Interruptible.call(() -> connection(more))) {
      Pause.of(pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
  }

  /** One connection; whether another one is wanted. */
  private boolean connection(Predicate<JsonObject> more) {
    try {
      return api.exchange(
          request.withHeader("Last-Event-ID", last), "text/event-stream", body -> read(body, more));
    } catch (BackstayException e) {
      if (e.code() != ErrorCode.API_UNREACHABLE || !patient()) {
        throw e;
      }
      if (!warned && !(e.getCause() instanceof SocketTimeoutException)) {
        console.warn(e.getMessage() + "; trying again");
        warned = true;
      }
      return true;
    }
  }

  private boolean patient() {
    return open != null && open.plus(PATIENCE).isAfter(console.world().clock().instant());
  }

  private boolean read(InputStream body, Predicate<JsonObject> more) throws IOException {
    open = console.world().clock().instant();
    FeedReader reader = new FeedReader(body, last);
    FeedReader.@Nullable Block block;
    while ((block = reader.next()) != null) {
      open = console.world().clock().instant();
      pause = reader.retry().orElse(FIRST_PAUSE);
      warned = false;
      if (!block.id().isEmpty() && block.id().equals(last)) {
        continue;
      }
      last = block.id();
      if (!taken(block, more)) {
        return false;
      }
    }
    return true;
  }

  /** Whether more are wanted. What is not JSON is told of, and left out: it would come again. */
  private boolean taken(FeedReader.Block block, Predicate<JsonObject> more) {
    JsonObject event;
    try {
      event = JsonObject.parse(block.data());
    } catch (IOException e) {
      console.warn("left out an event that is not JSON, " + block.id());
      return true;
    }
    return more.test(event);
  }
}
