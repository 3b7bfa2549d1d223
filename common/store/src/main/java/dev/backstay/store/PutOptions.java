package dev.backstay.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How an object is to be stored.
 *
 * @param onlyIfAbsent store only when no object of that name exists, decided atomically by the
 *     store
 * @param retainUntil until when the store must refuse to delete or replace the object (object
 *     lock); a store without object lock fails with {@code STORE_FAILED} rather than ignore it
 */
public record PutOptions(boolean onlyIfAbsent, Optional<Instant> retainUntil) {
  public static final PutOptions REPLACE = new PutOptions(false, Optional.empty());
  public static final PutOptions ONLY_IF_ABSENT = new PutOptions(true, Optional.empty());

  public PutOptions retainedUntil(Instant until) {
    return new PutOptions(onlyIfAbsent, Optional.of(until));
  }
}
