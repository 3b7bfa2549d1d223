package dev.backstay.store;

import java.util.Map;

/** What a store was asked for up to one instant, for each operation. */
public record StoreMetrics(Map<StoreOperation, Count> operations) {
  /**
   * Totals of one operation.
   *
   * @param calls calls that ended, failed ones included
   * @param failures calls that ended with an exception
   * @param bytes bytes of objects written or read by calls that succeeded
   * @param nanos time spent in calls, summed over threads
   */
  public record Count(long calls, long failures, long bytes, long nanos) {}

  public StoreMetrics {
    operations = Map.copyOf(operations);
  }

  public Count of(StoreOperation operation) {
    return operations.getOrDefault(operation, new Count(0, 0, 0, 0));
  }
}
