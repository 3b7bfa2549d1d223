package dev.backstay.testing.platform;

import dev.backstay.engine.postgres.Lsn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks from outside at the frames of one source that lie at a destination, and remembers when the
 * stream there reached which position.
 */
final class FrameWatch implements AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{8})");

  private final Path frames;
  private final NavigableMap<Lsn, Instant> reached = new TreeMap<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final Thread thread;

  FrameWatch(Path destination, String source) {
    this.frames = destination.resolve("backstay/streams").resolve(source);
    this.thread = Thread.ofPlatform().name("frame-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!ending.get()) {
        look();
        Thread.sleep(PACE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    if (!Files.isDirectory(frames)) {
      return;
    }
    Lsn furthest = new Lsn(0);
    try (Stream<Path> files = Files.walk(frames)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          Lsn end =
              new Lsn(HexFormat.fromHexDigitsToLong(name.group(1)))
                  .plus(HexFormat.fromHexDigitsToLong(name.group(2)));
          furthest = furthest.compareTo(end) < 0 ? end : furthest;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      return; // a folder came or went while it was read: the next look sees it
    }
    note(furthest, Instant.now());
  }

  private synchronized void note(Lsn end, Instant now) {
    if (reached.isEmpty() || reached.lastKey().compareTo(end) < 0) {
      reached.put(end, now);
    }
  }

  /** How long after its commit a row was at the destination; never, for one that never came. */
  synchronized Optional<Duration> lagOf(Ledger.Row row) {
    Map.Entry<Lsn, Instant> first = reached.ceilingEntry(row.through());
    return first == null
        ? Optional.empty()
        : Optional.of(Duration.between(row.committed(), first.getValue()));
  }

  @Override
  public void close() {
    ending.set(true);
    try {
      if (!thread.join(END_LIMIT)) {
        throw new IllegalStateException("the watch did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
