package dev.backstay.uploader.delivery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.Sleeper;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;

/**
 * Duties that are done again and again on one thread, whether or not a message asks for them, until
 * the thread is interrupted. A duty that fails is left to the next round; the others go on. A round
 * that takes long, for there is much to look at, makes the rest after it long as well.
 */
final class Rounds implements Runnable {
  /** What looks take grows with what was ever backed up; so they take a tenth of the time. */
  private static final int REST_FOR_EACH_ROUND = 9;

  /** After a round that worked, and did not only look, the next is not to be awaited for hours. */
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(Rounds.class.getName());

  private final String of;
  private final List<Runnable> duties;
  private final Duration pace;
  private final Sleeper sleeper;

  /**
   * @param of what they are done for, in the log
   * @param duties in their order
   * @param pace between two rounds
   */
  Rounds(String of, List<Runnable> duties, Duration pace, Sleeper sleeper) {
    this.of = of;
    this.duties = List.copyOf(duties);
    this.pace = pace;
    this.sleeper = sleeper;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long begun = System.nanoTime();
        round();
        sleeper.sleep(rest(Duration.ofNanos(System.nanoTime() - begun)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long to rest after a round that took so long. */
  Duration rest(Duration round) {
    Duration fair = round.multipliedBy(REST_FOR_EACH_ROUND);
    Duration bounded = fair.compareTo(LONGEST_REST) < 0 ? fair : LONGEST_REST;
    return bounded.compareTo(pace) > 0 ? bounded : pace;
  }

  private void round() throws InterruptedException {
    for (Runnable duty : duties) {
      carryOut(duty);
    }
  }

  private void carryOut(Runnable duty) throws InterruptedException {
    try {
      duty.run();
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw interruption(e);
      }
      LOG.log(
          e.isTransient() ? Logger.Level.INFO : Logger.Level.WARNING,
          "upkeep of {0} goes on later: {1}",
          of,
          e.getMessage());
    } catch (RuntimeException e) {
      // A defect in one round must not end all later ones.
      LOG.log(Logger.Level.ERROR, "upkeep of " + of + " failed", e);
    }
  }

  private static InterruptedException interruption(BackstayException cause) {
    var interruption = new InterruptedException(cause.getMessage());
    interruption.initCause(cause);
    return interruption;
  }
}
