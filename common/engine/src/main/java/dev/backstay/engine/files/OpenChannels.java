package dev.backstay.engine.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The open files of a restore, where the parts of one file come scattered and from several threads:
 * a file stays open between its parts while there is room, the one idle for longest is closed first
 * and opened again when its next part comes.
 *
 * <p>Locks are taken slot before set, and never two slots at once.
 */
final class OpenChannels implements AutoCloseable {
  /** Idle open files; far below the usual limit of 1,024 descriptors of a process. */
  static final int MAX_IDLE = 256;

  /** How a file is opened, for the first time or again. */
  interface Opening {
    FileChannel open() throws IOException;
  }

  /** What is done with an open file. */
  interface Use {
    void with(FileChannel channel) throws IOException;
  }

  /** One file's place among the open ones. */
  static final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private final Opening opening;
    private @Nullable FileChannel channel;
    private @Nullable IOException failure;
    private int users;

    Slot(Opening opening) {
      this.opening = opening;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedSet<Slot> idle = new LinkedHashSet<>();

  /** Runs {@code use} on the slot's channel, which stays open meanwhile. */
  void use(Slot slot, Use use) throws IOException {
    FileChannel channel = acquire(slot);
    try {
      use.with(channel);
    } finally {
      release(slot);
    }
  }

  private FileChannel acquire(Slot slot) throws IOException {
    slot.lock.lock();
    try {
      throwFailureOf(slot);
      FileChannel channel = slot.channel;
      if (channel == null || !channel.isOpen()) {
        channel = slot.opening.open();
        slot.channel = channel;
      }
      slot.users++;
      forget(slot);
      return channel;
    } finally {
      slot.lock.unlock();
    }
  }

  private void release(Slot slot) {
    Slot victim = null;
    slot.lock.lock();
    try {
      slot.users--;
      if (slot.users == 0) {
        victim = remember(slot);
      }
    } finally {
      slot.lock.unlock();
    }
    if (victim != null) {
      evict(victim);
    }
  }

  /** Closes the slot's channel unless it is in use; a failure waits for the slot's own user. */
  private void evict(Slot slot) {
    slot.lock.lock();
    try {
      FileChannel channel = slot.channel;
      if (slot.users == 0 && channel != null) {
        forget(slot);
        slot.channel = null;
        channel.close();
      }
    } catch (IOException failed) {
      slot.failure = failed;
    } finally {
      slot.lock.unlock();
    }
  }

  /** Closes the slot's channel, which nobody uses any more; earlier failures to close come here. */
  void close(Slot slot) throws IOException {
    evict(slot);
    slot.lock.lock();
    try {
      throwFailureOf(slot);
    } finally {
      slot.lock.unlock();
    }
  }

  private static void throwFailureOf(Slot slot) throws IOException {
    IOException failure = slot.failure;
    if (failure != null) {
      slot.failure = null;
      throw failure;
    }
  }

  private void forget(Slot slot) {
    lock.lock();
    try {
      idle.remove(slot);
    } finally {
      lock.unlock();
    }
  }

  /** Notes an idle slot; the one that must close for it, if any. */
  private @Nullable Slot remember(Slot slot) {
    lock.lock();
    try {
      idle.add(slot);
      return idle.size() > MAX_IDLE ? idle.removeFirst() : null;
    } finally {
      lock.unlock();
    }
  }

  /** Closes what is idle; nothing is in use any more, and what is open was never completed. */
  @Override
  public void close() {
    for (Slot slot : idleSlots()) {
      evict(slot);
    }
  }

  private Iterable<Slot> idleSlots() {
    lock.lock();
    try {
      return new LinkedHashSet<>(idle);
    } finally {
      lock.unlock();
    }
  }
}
