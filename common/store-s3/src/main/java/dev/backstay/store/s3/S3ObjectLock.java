package dev.backstay.store.s3;

import dev.backstay.store.BlobName;
import dev.backstay.store.PutOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How long stored objects are kept from being deleted or replaced, by anybody. Needs a bucket made
 * with object lock; a delete then hides an object and the server keeps its bytes.
 *
 * @param mode who may lift the lock early
 * @param retention how long each object is locked from its put on, unless its put says otherwise
 * @param exempt first segments of the names that are not locked by {@code retention}, because they
 *     are short-lived
 */
public record S3ObjectLock(Mode mode, Optional<Duration> retention, Set<String> exempt) {
  /** Locks only what a put asks to lock, and then for everybody. */
  public static final S3ObjectLock ON_REQUEST =
      new S3ObjectLock(Mode.COMPLIANCE, Optional.empty(), Set.of());

  /** Who may lift a lock early. */
  public enum Mode {
    /** Those with the permission to bypass governance. */
    GOVERNANCE,
    /** Nobody. */
    COMPLIANCE
  }

  public S3ObjectLock {
    exempt = Set.copyOf(exempt);
    if (retention.filter(period -> period.isNegative() || period.isZero()).isPresent()) {
      throw new IllegalArgumentException("a retention is longer than nothing: " + retention);
    }
  }

  /** Until when an object that is stored now is locked, if at all. */
  Optional<Instant> retainUntil(BlobName name, PutOptions options, Instant now) {
    if (options.retainUntil().isPresent()) {
      return options.retainUntil();
    }
    String value = name.value();
    int slash = value.indexOf('/');
    boolean isExempt = exempt.contains(slash < 0 ? value : value.substring(0, slash));
    return isExempt ? Optional.empty() : retention.map(now::plus);
  }
}
