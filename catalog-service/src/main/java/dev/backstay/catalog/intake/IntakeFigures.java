package dev.backstay.catalog.intake;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What an intake has done since its start; read by metrics and health while it works. */
public final class IntakeFigures {
  private final LongAdder projected = new LongAdder();
  private final LongAdder parked = new LongAdder();
  private final LongAdder lying = new LongAdder();
  private final LongAdder waits = new LongAdder();
  private final AtomicReference<Optional<Stall>> stall = new AtomicReference<>(Optional.empty());

  /** Why and since when nothing is taken in. */
  public record Stall(Instant since, String reason) {}

  /** Events that were taken in, doubles included. */
  public long projected() {
    return projected.sum();
  }

  /** Records that were put aside. */
  public long parked() {
    return parked.sum();
  }

  /** Records of the topic of parked messages that cannot be read; they stay where they lie. */
  public long lying() {
    return lying.sum();
  }

  /** Times that a batch was tried again. */
  public long waits() {
    return waits.sum();
  }

  /** Why nothing is taken in just now, if so. */
  public Optional<Stall> stall() {
    return stall.get();
  }

  void tookIn(int events) {
    projected.add(events);
    stall.set(Optional.empty());
  }

  void putAside() {
    parked.increment();
  }

  void leaveLying() {
    lying.increment();
  }

  void stalled(Instant now, String reason) {
    waits.increment();
    stall.updateAndGet(
        known -> Optional.of(new Stall(known.map(Stall::since).orElse(now), reason)));
  }
}
