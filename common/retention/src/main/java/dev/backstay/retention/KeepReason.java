package dev.backstay.retention;

import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.retention.PeriodUnit.Period;
import java.time.Instant;

/** Why a backup is kept: a rule of the policy, or what no rule may undo. */
public sealed interface KeepReason {
  /** The reason in words, to follow "kept:". */
  String explanation();

  /** Nothing of the source is removed. */
  record LegalHold() implements KeepReason {
    @Override
    public String explanation() {
      return "the source is under legal hold";
    }
  }

  /** Somebody put a hold on this one. */
  record Held() implements KeepReason {
    @Override
    public String explanation() {
      return "tagged '" + RetentionRules.HOLD_TAG + "'";
    }
  }

  record Tagged(String tag) implements KeepReason {
    @Override
    public String explanation() {
      return "tagged '" + tag + "', which the policy keeps";
    }
  }

  /** A run that has not ended is not retention's to end. */
  record Unfinished() implements KeepReason {
    @Override
    public String explanation() {
      return "not finished";
    }
  }

  /** Captured after the instant of the decision; nobody knows how old it is. */
  record AheadOfClock(Instant now) implements KeepReason {
    @Override
    public String explanation() {
      return "captured after " + now + ", so a clock is wrong and its age unknown";
    }
  }

  /** The newest of its series is never removed. */
  record Newest(Series series) implements KeepReason {
    @Override
    public String explanation() {
      return "the newest " + series.noun();
    }
  }

  /** The last of its series proven as far as the policy asks is never removed. */
  record LastVerified(Series series, VerificationLevel proven) implements KeepReason {
    @Override
    public String explanation() {
      return "the last verified %s (%s)".formatted(series.noun(), proven);
    }
  }

  /** Where nothing is proven, any backup may be the only one that works. */
  record NothingVerified(Series series, VerificationLevel asked) implements KeepReason {
    @Override
    public String explanation() {
      return "no %s is verified at %s, so none is removed".formatted(series.noun(), asked);
    }
  }

  /** Recovery to any instant for which the stream is kept begins with it. */
  record StreamBegins(int days) implements KeepReason {
    @Override
    public String explanation() {
      return "recovery to " + Age.window(days) + " begins with it";
    }
  }

  /**
   * A piece of the stream that recovery goes through.
   *
   * @param base the instant of the backup that recovery begins with
   */
  record CarriesOn(Instant base) implements KeepReason {
    @Override
    public String explanation() {
      return "recovery from the backup of " + base + " goes on with it";
    }
  }

  /** A piece of the stream of which nobody knows whether it is needed. */
  record UnknownRange() implements KeepReason {
    @Override
    public String explanation() {
      return "its tags do not say which part of the stream it holds";
    }
  }

  record WithinDays(int days) implements KeepReason {
    @Override
    public String explanation() {
      return "not older than " + Age.words(days);
    }
  }

  /**
   * One of the newest, however old.
   *
   * @param place counted from the newest, which is 1
   */
  record AmongLast(Series series, int place, int count) implements KeepReason {
    @Override
    public String explanation() {
      return "%s %d of the last %d".formatted(series.noun(), place, count);
    }
  }

  /**
   * The last of a calendar period.
   *
   * @param place of the period among those that have a backup, counted from the newest, which is 1
   */
  record LastOfPeriod(Series series, Period period, int place, int count) implements KeepReason {
    @Override
    public String explanation() {
      return "newest %s of %s, %d of %d %s"
          .formatted(series.noun(), period, place, count, period.unit().adverb());
    }
  }
}
