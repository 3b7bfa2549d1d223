package dev.backstay.vault.lock;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.OwnedThreads;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.LockPace;
import dev.backstay.vault.object.ObjectKind;
import dev.backstay.vault.object.VaultObjects;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a vault, as restic understands it: shared by everyone who reads or adds, exclusive to
 * whoever deletes.
 *
 * <p>Taken by looking for others, writing a file, and looking again at once: whoever wrote before
 * us is seen then, and whoever writes later sees us, so nothing that is read afterwards belongs to
 * a prune that was overlooked. Stores whose listings lag get another look after a moment. One
 * thread, owned by the lock and ended by {@link #close}, does that and then rewrites the file every
 * few minutes so that nobody takes it for stale. An exclusive lock is confirmed before {@link
 * #acquire} returns; a shared one while its owner already works: who adds calls {@link #confirm}
 * before publishing, and until then nothing it wrote can be seen.
 *
 * <p>A lock whose file was removed by others, or grew old while this process was suspended, counts
 * as lost for good: see {@link #isSurelyHeld}.
 */
public final class VaultLock implements AutoCloseable {
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
  private final LockPace pace;
  private final CompletableFuture<Void> confirmed = new CompletableFuture<>();
  private final Thread keeper;

  /** Every lock file of ours that may be stored: one, but for a failed write or removal. */
  private final Set<BlobId> files = ConcurrentHashMap.newKeySet();

  private volatile @Nullable BlobId id;
  private volatile Instant refreshed = Instant.EPOCH;
  private volatile boolean lost;

  private VaultLock(
      VaultObjects objects,
      boolean exclusive,
      LockHolder holder,
      InstantSource clock,
      LockPace pace) {
    this.objects = objects;
    this.exclusive = exclusive;
    this.holder = holder;
    this.clock = clock;
    this.pace = pace;
    this.keeper = Thread.ofVirtual().name("vault-lock").unstarted(this::keep);
  }

  /** Takes a lock, or fails with {@code VAULT_LOCKED} naming who holds one that conflicts. */
  public static VaultLock acquire(
      VaultObjects objects,
      boolean exclusive,
      LockHolder holder,
      InstantSource clock,
      LockPace pace) {
    var lock = new VaultLock(objects, exclusive, holder, clock, pace);
    try {
      lock.refuseConflicts();
      BlobId written = lock.write();
      lock.refuseConflicts();
      lock.refuseSkew(written);
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

  /** Waits until the last look found no conflict; throws {@code VAULT_LOCKED} when it did. */
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
   * Whether nobody can have taken this lock for stale at any time: its file was there without a gap
   * and was always rewritten in time.
   */
  public synchronized boolean isSurelyHeld() {
    BlobId current = id;
    return !lost
        && isFresh()
        && current != null
        && objects.store().stat(ObjectKind.LOCK.name(current)).isPresent();
  }

  /**
   * Writes the lock anew and looks for others, for a holder that may have been taken for dead. From
   * here on nobody who deletes can begin; what was deleted before, the holder must find out.
   */
  public void regain() {
    refresh();
    refuseConflicts();
  }

  @Override
  public void close() {
    OwnedThreads.end(keeper);
    giveBack();
  }

  private void release(RuntimeException cause) {
    OwnedThreads.end(keeper);
    try {
      giveBack();
    } catch (BackstayException e) {
      cause.addSuppressed(e);
    }
  }

  /** Stores refuse a caller that was interrupted, but a lock left behind would keep others out. */
  private void giveBack() {
    boolean interrupted = Thread.interrupted();
    try {
      removeFilesBut(null);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void keep() {
    try {
      Thread.sleep(pace.nextLook());
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
    Duration pause = pace.refresh();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(pause);
        refresh();
        pause = pace.refresh();
      } catch (InterruptedException e) {
        return;
      } catch (BackstayException e) {
        // isSurelyHeld tells whoever relies on the lock once this lasts too long
        pause = pace.retry();
      }
    }
  }

  /** Writes a new file, then removes the old one: there is always one. */
  private synchronized void refresh() {
    lost |= !isFresh();
    removeFilesBut(write());
  }

  private boolean isFresh() {
    return Duration.between(refreshed, clock.instant()).compareTo(DOUBTFUL) < 0;
  }

  private BlobId write() {
    Instant now = clock.instant();
    byte[] file = objects.seal(new LockFile(now, exclusive, holder).encode());
    BlobId fresh = VaultObjects.hash(file);
    files.add(fresh); // before it is stored: a put that fails may have stored it
    objects.put(ObjectKind.LOCK, fresh, file);
    refreshed = now;
    id = fresh;
    return fresh;
  }

  /** A file that was gone already was taken for stale, and we for dead. */
  private void removeFilesBut(@Nullable BlobId kept) {
    for (BlobId file : List.copyOf(files)) {
      if (!file.equals(kept)) {
        lost |= !objects.delete(ObjectKind.LOCK, file);
        files.remove(file);
      }
    }
  }

  private void refuseConflicts() {
    for (VaultObjects.Listed listed : objects.list(ObjectKind.LOCK)) {
      if (!files.contains(listed.id())) {
        examine(listed);
      }
    }
  }

  private void examine(VaultObjects.Listed listed) {
    LockFile other;
    try {
      other = LockFile.decode(objects.read(ObjectKind.LOCK, listed.id()));
    } catch (BackstayException e) {
      switch (e.code()) {
        case OBJECT_MISSING -> {} // released between the listing and the look
        case OBJECT_CORRUPT -> examineUnreadable(listed, e);
        default -> throw e;
      }
      return;
    } catch (IOException e) {
      examineUnreadable(listed, e);
      return;
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

  /**
   * A lock that cannot be read may be anybody's, and exclusive: it counts until it is as old as a
   * stale one, by the store's own word on when it was written.
   */
  private void examineUnreadable(VaultObjects.Listed listed, Exception cause) {
    Instant written = listed.stat().modified();
    if (Duration.between(written, clock.instant()).compareTo(STALE) > 0) {
      objects.delete(ObjectKind.LOCK, listed.id());
      return;
    }
    throw new BackstayException(
        ErrorCode.FOREIGN_OBJECT,
        "%s at %s, written at %s, is not a lock this vault's key opens; it may be held: %s"
            .formatted(
                listed.stat().name(), objects.store().location(), written, cause.getMessage()),
        cause);
  }

  private boolean isStale(LockFile other) {
    if (Duration.between(other.time(), clock.instant()).compareTo(STALE) > 0) {
      return true;
    }
    return other.holder().hostname().equals(holder.hostname())
        && other.holder().pid() != holder.pid()
        && ProcessHandle.of(other.holder().pid()).isEmpty();
  }

  private void refuseSkew(BlobId written) {
    objects
        .store()
        .stat(ObjectKind.LOCK.name(written))
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
