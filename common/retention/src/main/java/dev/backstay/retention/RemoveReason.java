package dev.backstay.retention;

/** Why a backup is removed: no rule keeps it, and this is what is lost with it. */
public sealed interface RemoveReason {
  /** The reason in words, to follow "removed:". */
  String explanation();

  /** A sound backup that no rule keeps any more. */
  record Expired(long days) implements RemoveReason {
    @Override
    public String explanation() {
      return "no rule keeps it after " + Age.words(days);
    }
  }

  /** There is nothing to restore; only the record of the failure goes. */
  record Failed(long days) implements RemoveReason {
    @Override
    public String explanation() {
      return "it failed and no rule keeps the record after " + Age.words(days);
    }
  }

  /** Found damaged; it was counted for no rule. */
  record Damaged(long days) implements RemoveReason {
    @Override
    public String explanation() {
      return "it is damaged and no rule keeps it after " + Age.words(days);
    }
  }

  /** A piece of the stream from before the backup that recovery begins with. */
  record PastStream(int days) implements RemoveReason {
    @Override
    public String explanation() {
      return "recovery to " + Age.window(days) + " needs it no more";
    }
  }
}
