package dev.backstay.vault.lock;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * A lock on a vault, as restic understands it: shared by everyone who reads or adds, exclusive to
 * whoever deletes.
 *
 * <p>Taken by looking for others, writing a file, waiting, and looking again. One thread, owned by
 * the lock and ended by {@link #close}, does the second look and then rewrites the file every few
 * minutes so that nobody takes it for stale. An exclusive lock is confirmed before {@link #acquire}
 * returns; a shared one while its owner already works: who adds calls {@link #confirm} before
 * publishing, and until then nothing it wrote can be seen.
 */
public final class VaultLock implements AutoCloseable {
  /** Between writing our lock and looking for others: what restic waits. */
  private static final Duration SECOND_LOOK = Duration.ofMillis(200);

  /** How often a lock is rewritten: what restic does. */
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /** How soon a failed refresh is tried again. */
  private static final Duration REFRESH_RETRY = Duration.ofSeconds(20);

  /** A lock of this age is nobody's: what restic holds as well. */
  static final Duration STALE = Duration.ofMinutes(30);

  /** A lock this old may be taken for stale by a host whose clock is a little ahead. */
  private static final Duration DOUBTFUL = Duration.ofMinutes(25);

  /** Clocks further apart than this make the age of a lock meaningless. */
  static final Duration MAX_SKEW = Duration.ofMinutes(10);

  private final VaultObjects objects;
  private final boolean exclusive;
  private final LockHolder holder;
  private final InstantSource clock;
  private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
  private final Thread keeper;
  private volatile BlobId id;
  private volatile Instant refreshed;

  private VaultLock(
      VaultObjects objects, boolean exclusive, LockHolder holder, InstantSource clock) {
    this.objects = objects;
    this.exclusive = exclusive;
    this.holder = holder;
    this.clock = clock;
    refuseConflicts();
    this.refreshed = clock.instant();
    this.id = write(refreshed);
    this.keeper = Thread.ofVirtual().name("vault-lock").unstarted(this::keep);
  }

  /** Takes a lock, or fails with {@code VAULT_LOCKED} naming who holds one that conflicts. */
  public static VaultLock acquire(
      VaultObjects objects, boolean exclusive, LockHolder holder, InstantSource clock) {
    var lock = new VaultLock(objects, exclusive, holder, clock);
    try {
      lock.refuseSkew();
      lock.keeper.start();
      if (exclusive) {
        lock.confirm();
      }
      return lock;
    } catch (RuntimeException e) {
      lock.release(e);
      throw e;
    }
  }

  /** Waits until the second look found no conflict; throws {@code VAULT_LOCKED} when it did. */
  public void confirm() {
    try {
      confirmed.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for the vault's lock", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof BackstayException cause
          ? cause
          : new CompletionException(e.getCause());
    }
  }

  /**
   * Whether nobody can have taken this lock for stale: its file is there and was rewritten in time.
   */
  public boolean isSurelyHeld() {
    return Duration.between(refreshed, clock.instant()).compareTo(DOUBTFUL) < 0
        && objects.store().stat(ObjectKind.LOCK.name(id)).isPresent();
  }

  @Override
  public void close() {
    end();
    objects.delete(ObjectKind.LOCK, id);
  }

  private void release(RuntimeException cause) {
    end();
    try {
      objects.delete(ObjectKind.LOCK, id);
    } catch (BackstayException e) {
      cause.addSuppressed(e);
    }
  }

  private void end() {
    keeper.interrupt();
    if (keeper.getState() == Thread.State.NEW) {
      return;
    }
    boolean interrupted = false;
    while (keeper.isAlive()) {
      try {
        keeper.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    try {
      Thread.sleep(SECOND_LOOK);
      refuseConflicts();
      confirmed.complete(null);
    } catch (InterruptedException e) {
      confirmed.completeExceptionally(
          new BackstayException(
              ErrorCode.INTERRUPTED, "the vault's lock was given up before it was confirmed", e));
      return;
    } catch (RuntimeException e) {
      confirmed.completeExceptionally(e);
      return;
    }
    refreshUntilEnded();
  }

  private void refreshUntilEnded() {
    Duration pause = REFRESH;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(pause);
        BlobId previous = id;
        Instant now = clock.instant();
        id = write(now);
        refreshed = now;
        objects.delete(ObjectKind.LOCK, previous);
        pause = REFRESH;
      } catch (InterruptedException e) {
        return;
      } catch (BackstayException e) {
        pause =
            REFRESH_RETRY; // isSurelyHeld tells whoever relies on the lock once this lasts too long
      }
    }
  }

  private BlobId write(Instant now) {
    return objects.write(ObjectKind.LOCK, new LockFile(now, exclusive, holder).encode());
  }

  private void refuseConflicts() {
    for (VaultObjects.Listed listed : objects.list(ObjectKind.LOCK)) {
      if (!listed.id().equals(id)) {
        examine(listed);
      }
    }
  }

  private void examine(VaultObjects.Listed listed) {
    LockFile other;
    try {
      other = LockFile.decode(objects.read(ObjectKind.LOCK, listed.id()));
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.OBJECT_MISSING) {
        return; // released between the listing and the look
      }
      throw e;
    } catch (IOException e) {
      throw objects.damaged(ObjectKind.LOCK, listed.id(), e.getMessage(), e);
    }
    if (isStale(other)) {
      objects.delete(ObjectKind.LOCK, listed.id());
    } else if (exclusive || other.exclusive()) {
      throw new BackstayException(
          ErrorCode.VAULT_LOCKED,
          "the vault at %s is locked %s by %s since %s"
              .formatted(
                  objects.store().location(),
                  other.exclusive() ? "exclusively" : "for reading or adding",
                  other.holder(),
                  other.time()));
    }
  }

  private boolean isStale(LockFile other) {
    if (Duration.between(other.time(), clock.instant()).compareTo(STALE) > 0) {
      return true;
    }
    return other.holder().hostname().equals(holder.hostname())
        && other.holder().pid() != holder.pid()
        && ProcessHandle.of(other.holder().pid()).isEmpty();
  }

  private void refuseSkew() {
    objects
        .store()
        .stat(ObjectKind.LOCK.name(id))
        .ifPresent(stat -> {
          Duration skew = Duration.between(stat.modified(), clock.instant());
          if (skew.abs().compareTo(MAX_SKEW) > 0) {
            throw new BackstayException(
                ErrorCode.CLOCK_SKEW,
                "this machine's clock says %s where %s says %s; nothing was changed"
                    .formatted(clock.instant(), objects.store().location(), stat.modified()));
          }
        });
  }
}
