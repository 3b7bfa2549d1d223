package dev.backstay.vault.copy;

import dev.backstay.vault.Vault;
import dev.backstay.vault.work.ByteBudget;
import dev.backstay.vault.work.Workers;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Transfers of whole objects, several at once, with a bound on the bytes in memory. */
public final class Transfers {
  /** Whole packs in memory at once. */
  private static final long IN_FLIGHT_BYTES = 128 << 20;

  private Transfers() {}

  /**
   * Carries out one transfer for each item and returns when all are done, or throws the first
   * failure and begins no more.
   *
   * @param bytes that an item takes in memory
   */
  public static <T> void run(
      Vault vault, Collection<T> items, ToLongFunction<T> bytes, Consumer<T> transfer) {
    var budget = new ByteBudget(IN_FLIGHT_BYTES);
    int transfers = vault.options().crew().transfers();
    try (var workers = new Workers("vault-transfer", transfers, transfers, vault::bench)) {
      for (T item : items) {
        workers.submit(_ -> budget.within(bytes.applyAsLong(item), () -> transfer.accept(item)));
      }
      workers.drain();
    }
  }
}
