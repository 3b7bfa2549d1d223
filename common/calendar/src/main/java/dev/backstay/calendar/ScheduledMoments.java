package dev.backstay.calendar;

import dev.backstay.contract.policy.Schedule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The moments at which anything of a schedule is due, whatever the kind of backup. */
public final class ScheduledMoments implements Moments {
  private final List<Moments> kinds;

  public ScheduledMoments(Schedule schedule) {
    var blackout = new Blackout(schedule.blackout(), schedule.timeZone());
    this.kinds =
        schedule.due().values().stream()
            .<Moments>map(
                cron -> new OutsideBlackout(new CronCalendar(cron, schedule.timeZone()), blackout))
            .toList();
  }

  @Override
  public Optional<Instant> next(Instant after) {
    return kinds.stream().flatMap(kind -> kind.next(after).stream()).min(Comparator.naturalOrder());
  }
}
