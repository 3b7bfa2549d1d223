package dev.backstay.servicekit.event;

import dev.backstay.contract.event.BackstayEvent;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers what this process told lately, so that a job which is tried again and again tells its
 * failure once. Forgetting does no harm: an event told twice is one event. Any number of threads
 * may ask.
 */
public final class ToldOnce {
  /** More jobs than any process has in hand. */
  private static final int REMEMBERED = 1000;

  private final Set<EventId> told =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<EventId, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  /** Does what tells an event, unless that was done; what fails is not remembered. */
  public boolean tell(BackstayEvent event, Runnable teller) {
    EventId id = Event.idOf(event);
    if (told.contains(id)) {
      return false;
    }
    teller.run();
    told.add(id);
    return true;
  }

  /** Whether an event of this id was told lately. */
  public boolean knows(EventId id) {
    return told.contains(id);
  }
}
