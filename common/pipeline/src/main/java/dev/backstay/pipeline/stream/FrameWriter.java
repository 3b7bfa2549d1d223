package dev.backstay.pipeline.stream;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.OwnedThreads;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.store.BlobStore;
import dev.backstay.store.Payload;
import dev.backstay.store.PutOptions;
import dev.backstay.vault.Vault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of log into frames and leaves them in staging: a frame ends a short time after its
 * first byte, also when nothing follows, or when it is long enough. One thread appends; the
 * writer's own thread seals and stores, frame by frame in their order, and tries each again until
 * it is stored. Closing it joins that thread; log that is not stored then was never confirmed to
 * the server, and comes again.
 */
public final class FrameWriter implements AutoCloseable {
  /** Long enough that a far store keeps up with a fast server, short enough to be held fourfold. */
  public static final int MAX_FRAME_BYTES = 8 << 20;

  /** Frames that wait to be written; then the server's socket is not read any more. */
  private static final int MAX_WAITING = 2;

  private static final int LEAST_BUFFER_BYTES = 64 << 10;

  /** A frame ends with the message of the server that fills it. */
  private static final int MOST_BUFFER_BYTES = MAX_FRAME_BYTES + (256 << 10);

  /** Between two tries to store a frame, and two looks for room. */
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Setting setting;
  private final BlobStore staging;
  private final FrameCodec codec;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Gathered> waiting = new ArrayDeque<>();
  private final Thread thread;
  private @Nullable Gathered current;
  private int usualBytes = LEAST_BUFFER_BYTES;
  private boolean storing;
  private Instant complete = LogTime.UNKNOWN;
  private @Nullable Appended appended;
  private volatile @Nullable FrameName written;
  private volatile @Nullable RuntimeException failure;

  /**
   * What frames are written with.
   *
   * @param staging the vault in staging
   * @param pace how long after its first byte a frame ends at the latest
   */
  public record Setting(
      Vault staging,
      WalSpace space,
      Duration pace,
      int segmentBytes,
      InstantSource clock,
      Listener listener) {}

  /**
   * How a piece of log was sent.
   *
   * @param at by the server's clock
   * @param newest whether the server had nothing behind it: all that it wrote up to then has come
   */
  public record Sending(Instant at, boolean newest) {}

  /** Hears how it goes, on the writer's thread: quick, and never throwing. */
  public interface Listener {
    /** Nobody listens. */
    Listener NONE = new Listener() {};

    /** A frame is durable in staging. */
    default void written(FrameName frame) {}

    /** A frame could not be stored and is tried again. */
    default void hindered(BackstayException cause) {}
  }

  /** Up to where log was appended. */
  private record Appended(StreamTimeline timeline, Lsn end) {}

  /** Starts the writer's thread. */
  public FrameWriter(Setting setting) {
    this.setting = setting;
    this.staging = setting.staging().store();
    this.codec = new FrameCodec(setting.staging());
    this.thread = Thread.ofVirtual().name("frame-writer").start(this::run);
  }

  /** Log that is gathered for one frame. Guarded by the lock until it is taken. */
  private static final class Gathered {
    final StreamTimeline timeline;
    final Lsn start;
    final Instant since;
    byte[] bytes;
    int length;
    LogTime time;
    Instant receivedAt;

    Gathered(StreamTimeline timeline, Lsn start, Instant now, LogTime time, int capacity) {
      this.bytes = new byte[capacity];
      this.timeline = timeline;
      this.start = start;
      this.since = now;
      this.receivedAt = now;
      this.time = time;
    }

    Lsn end() {
      return start.plus(length);
    }

    void add(ByteBuffer wal, Instant now, LogTime sent) {
      int more = wal.remaining();
      if (bytes.length - length < more) {
        int doubled = Math.min(2 * bytes.length, MOST_BUFFER_BYTES);
        bytes = Arrays.copyOf(bytes, Math.max(doubled, length + more));
      }
      wal.get(wal.position(), bytes, length, more);
      length += more;
      receivedAt = now;
      time = sent;
    }
  }

  /**
   * Waits until more may be appended, but not longer than asked; whether it may. Fails when the
   * writer itself has: nothing would be stored any more.
   */
  public boolean awaitRoom(Duration patience) throws InterruptedException {
    if (!thread.isAlive()) {
      throw new BackstayException(
          ErrorCode.INTERNAL,
          "frames are not written any more: %s; what was not stored is captured again"
              .formatted(failure),
          failure);
    }
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (waiting.size() >= MAX_WAITING) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends log, after {@link #awaitRoom} said that it may be.
   *
   * @param start position of the first byte; where it is not the end of what came before, a new
   *     frame begins, and what is complete is found out anew
   */
  public void append(StreamTimeline timeline, Lsn start, ByteBuffer wal, Sending sent) {
    if (!wal.hasRemaining()) {
      return;
    }
    lock.lock();
    try {
      Instant now = setting.clock().instant();
      Gathered open = current;
      if (open != null && !(open.timeline.equals(timeline) && open.end().equals(start))) {
        cut();
        open = null;
      }
      LogTime time = time(timeline, start, sent);
      if (open == null) {
        open = new Gathered(timeline, start, now, time, usualBytes);
        current = open;
      }
      open.add(wal, now, time);
      appended = new Appended(timeline, open.end());
      if (open.length >= MAX_FRAME_BYTES) {
        cut();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is known to be complete stays so while log follows without a gap. */
  private LogTime time(StreamTimeline timeline, Lsn start, Sending sent) {
    if (sent.newest()) {
      complete = sent.at();
    } else if (!new Appended(timeline, start).equals(appended)) {
      complete = LogTime.UNKNOWN;
    }
    return new LogTime(sent.at(), complete);
  }

  /** The current frame waits from here on. */
  private void cut() {
    if (current != null) {
      waiting.add(end(current));
    }
  }

  /** The next frame will be about as long: a buffer that grows leaves as much garbage again. */
  private Gathered end(Gathered open) {
    usualBytes =
        Math.clamp(open.length + (long) open.length / 4, LEAST_BUFFER_BYTES, MOST_BUFFER_BYTES);
    current = null;
    return open;
  }

  /** The frame that was stored last, if any was. */
  public Optional<FrameName> written() {
    return Optional.ofNullable(written);
  }

  /** Whether everything that was appended is stored. */
  public boolean isEmpty() {
    lock.lock();
    try {
      return current == null && waiting.isEmpty() && !storing;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        store(take());
        stored();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e; // whoever appends fails with it
    }
  }

  private void stored() {
    lock.lock();
    try {
      storing = false;
    } finally {
      lock.unlock();
    }
  }

  private Gathered take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Gathered next = waiting.poll();
        if (next != null) {
          storing = true;
          changed.signalAll();
          return next;
        }
        Gathered open = current;
        if (open == null) {
          changed.await();
          continue;
        }
        Duration left =
            Duration.between(setting.clock().instant(), open.since.plus(setting.pace()));
        if (!left.isPositive()) {
          storing = true;
          return end(open);
        }
        var _ = changed.await(left.toNanos(), TimeUnit.NANOSECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void store(Gathered gathered) throws InterruptedException {
    var name = new FrameName(gathered.timeline, gathered.start, gathered.length);
    var header =
        new FrameHeader(gathered.time, gathered.receivedAt, gathered.since, setting.segmentBytes());
    byte[] object = codec.seal(header, ByteBuffer.wrap(gathered.bytes, 0, gathered.length));
    while (!tryStore(name, object)) {
      Thread.sleep(RETRY);
    }
    written = name;
    setting.listener().written(name);
  }

  private boolean tryStore(FrameName name, byte[] object) throws InterruptedException {
    try {
      if (!setting.space().admit(object.length, setting.segmentBytes())) {
        throw new BackstayException(
            ErrorCode.STORE_FULL,
            "frames take %d bytes, all that staging keeps for them; nothing was dropped, and the server keeps its log"
                .formatted(setting.space().usedBytes()));
      }
      var _ = staging.put(name.blob(), Payload.of(object), PutOptions.REPLACE);
      return true;
    } catch (BackstayException e) {
      if (e.code() == ErrorCode.INTERRUPTED || Thread.currentThread().isInterrupted()) {
        var interruption = new InterruptedException(e.getMessage());
        interruption.initCause(e);
        throw interruption;
      }
      setting.listener().hindered(e);
      return false;
    }
  }

  @Override
  public void close() {
    OwnedThreads.end(thread);
  }
}
