package dev.backstay.retention;

import java.util.List;
import java.util.stream.Collectors;

/** What is to become of one backup. */
public sealed interface Decision {
  KnownBackup backup();

  /** The decision and every reason for it in one line. */
  String explanation();

  /**
   * The backup stays.
   *
   * @param reasons every one that applies, at least one
   */
  record Keep(KnownBackup backup, List<KeepReason> reasons) implements Decision {
    public Keep {
      reasons = List.copyOf(reasons);
      if (reasons.isEmpty()) {
        throw new IllegalArgumentException("a backup is kept for a reason");
      }
    }

    @Override
    public String explanation() {
      return reasons.stream()
          .map(KeepReason::explanation)
          .collect(Collectors.joining("; ", "kept: ", ""));
    }
  }

  /** The backup goes. */
  record Remove(KnownBackup backup, RemoveReason reason) implements Decision {
    @Override
    public String explanation() {
      return "removed: " + reason.explanation();
    }
  }
}
