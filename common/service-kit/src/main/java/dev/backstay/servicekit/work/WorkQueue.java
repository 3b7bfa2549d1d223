package dev.backstay.servicekit.work;

import dev.backstay.contract.event.BackstayEvent;

/**
 * Events as jobs for groups of workers.
 *
 * <p>Each group sees every event of its types, those told before the group existed too, and each
 * event is in one worker's hand at a time, for as long as the job lasts. There is no order. When a
 * worker dies its jobs are given to others, with the next delivery number; a job whose workers died
 * again and again is put aside. A job that ends with {@link Outcome.Later} stays in the worker's
 * hand, costs no delivery, and is tried again after the back-off; up to {@link
 * WorkSettings#waiting} of them do not keep others from their turn meanwhile. What is put aside is
 * told as {@link dev.backstay.contract.event.MessageParked} before it is let go; messages that are
 * no event of the group's types are put aside likewise, and nothing stops.
 *
 * <p>A job may nevertheless run twice, at the same time too: when the broker forgets who holds it.
 */
public interface WorkQueue {
  /** Starts workers. */
  <T extends BackstayEvent> Work work(WorkSettings<T> settings, JobHandler<T> handler);
}
