package dev.backstay.scheduler.loop;

import dev.backstay.contract.event.SchedulerAlive;
import dev.backstay.scheduler.Series;
import dev.backstay.scheduler.due.Agenda;
import dev.backstay.scheduler.due.Decision;
import dev.backstay.scheduler.due.DueRules;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler, one look at the clock at a time. Any number of them may run for one policy: none
 * leads, all ask for the same backups under the same ids, and the second request of a backup does
 * nothing.
 *
 * <p>Its state lives in memory and is read from the history at its first look. A look that fails
 * changes no state, so the next one does it again, under the same ids. Only a look that did
 * everything says that the scheduler is alive: one that cannot read its policy or history, or tell
 * its events, is as silent as a dead one, and others alarm on silence.
 *
 * <p>Confined to the thread that looks; {@link #pulse} may be asked by any.
 */
public final class Scheduler {
  /** How often it says that it is alive; at least as often it looks at the clock. */
  public static final Duration BEAT = Duration.ofMinutes(1);

  /**
   * How old a request may be that the history is asked for: longer than the longest period in
   * ordinary use, a month. What is due less often is caught up as if it had never been asked for.
   */
  private static final Duration LOOK_BACK = Duration.ofDays(35);

  private final String instance;
  private final DueRules rules;
  private final Supplier<Agenda> agenda;
  private final SchedulerPorts ports;

  private @Nullable Map<Series, Instant> settled;
  private @Nullable Instant lastBeat;
  private volatile @Nullable Pulse pulse;

  /**
   * A scheduler that has looked at nothing yet.
   *
   * @param instance what tells this one from others
   * @param agenda asked at each look, so that a changed policy takes effect
   */
  public Scheduler(String instance, DueRules rules, Supplier<Agenda> agenda, SchedulerPorts ports) {
    this.instance = instance;
    this.rules = rules;
    this.agenda = agenda;
    this.ports = ports;
  }

  /**
   * Looks at the clock, and asks for what is due.
   *
   * @return how long nothing will be due, a minute at most
   */
  public Duration look() {
    Instant now = ports.clock().instant();
    Agenda today = agenda.get();
    Map<Series, Instant> known = settled;
    if (known == null) {
      known = ports.history().newest(now.minus(LOOK_BACK), now);
    }
    Decision decision = rules.decide(today, known, now);
    decision.requests().forEach(ports.events()::tell);
    settled = decision.settled();
    Pulse looked = new Pulse(now, today.nextDue(now));
    Optional<Instant> next = looked.nextDue().values().stream().min(Instant::compareTo);
    Instant nextBeat = beat(now, next);
    pulse = looked;
    Instant wake = next.filter(nextBeat::isAfter).orElse(nextBeat);
    return Duration.between(now, wake);
  }

  /** The last look that did everything there was to do. */
  public Optional<Pulse> pulse() {
    return Optional.ofNullable(pulse);
  }

  /** Says that it is alive, once a minute; when the clock was set back, right away. */
  private Instant beat(Instant now, Optional<Instant> nextDue) {
    Instant last = lastBeat;
    if (last == null || now.isBefore(last) || !now.isBefore(last.plus(BEAT))) {
      ports
          .events()
          .tell(new SchedulerAlive(instance, now.truncatedTo(ChronoUnit.MILLIS), nextDue));
      lastBeat = now;
      last = now;
    }
    return last.plus(BEAT);
  }
}
