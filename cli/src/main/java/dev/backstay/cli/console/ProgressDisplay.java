package dev.backstay.cli.console;

import dev.backstay.contract.OwnedThreads;
import dev.backstay.pipeline.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: on a terminal as one line that is rewritten and at last erased, else as a
 * line now and then, for programs as JSON lines. Told from any number of threads; one thread of its
 * own shows it, which {@link #close} ends and joins.
 */
public final class ProgressDisplay implements Progress, AutoCloseable {
  /** Quicker is not readable. */
  private static final Duration ON_TERMINAL = Duration.ofMillis(200);

  /** A log of an hour stays readable. */
  private static final Duration IN_LOG = Duration.ofSeconds(10);

  private static final Duration FOR_PROGRAMS = Duration.ofSeconds(1);

  /** The rate is that of the last so many seconds: soon true again after the work changed. */
  private static final long RATE_WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  private record Sample(long nanos, long bytes) {}

  private final Console console;
  private final LongSupplier nanoClock;
  private final long start;
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final ArrayDeque<Sample> samples = new ArrayDeque<>(); // of the showing thread
  private final Thread thread;
  private volatile @Nullable ProgressStage stage;
  private String sampledStage = ""; // of the showing thread
  private volatile long totalFiles;
  private volatile long totalBytes;
  private volatile String current = "";

  private ProgressDisplay(Console console, LongSupplier nanoClock) {
    this.console = console;
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
    this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::show);
  }

  /** Begins to show progress, unless nobody wants to see it. */
  public static ProgressDisplay start(Console console) {
    ProgressDisplay display = new ProgressDisplay(console, System::nanoTime);
    if (console.json() || !console.quiet()) {
      display.thread.start();
    }
    return display;
  }

  /** Only where someone waits for it: finding it out reads every directory once more. */
  @Override
  public boolean wantsTotal() {
    return thread.isAlive();
  }

  @Override
  public void total(long wholeFiles, long wholeBytes) {
    totalFiles = wholeFiles;
    totalBytes = wholeBytes;
  }

  @Override
  public void advance(long moreFiles, long moreBytes) {
    files.add(moreFiles);
    bytes.add(moreBytes);
  }

  @Override
  public void current(String path) {
    current = path;
  }

  /** Sets what is done at once, for work that counts by itself and goes through stages. */
  public void at(ProgressStage reached) {
    stage = reached;
  }

  @Override
  public void close() {
    OwnedThreads.end(thread);
    console.status("");
  }

  private void show() {
    boolean terminal = console.world().columns().isPresent();
    Duration pause = console.json() ? FOR_PROGRAMS : terminal ? ON_TERMINAL : IN_LOG;
    try {
      while (true) {
        Thread.sleep(pause);
        ProgressLine line = line();
        if (console.json()) {
          console.progress(line.json());
        } else if (terminal) {
          int columns = console.world().columns().getAsInt();
          console.status(line.text(columns - 1)); // the last column would wrap
        } else {
          console.note(line.text(Integer.MAX_VALUE));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end that close asked for
    }
  }

  private ProgressLine line() {
    ProgressStage set = stage;
    ProgressStage reached =
        set != null
            ? set
            : new ProgressStage("files", files.sum(), totalFiles, bytes.sum(), totalBytes);
    long now = nanoClock.getAsLong();
    return new ProgressLine(Duration.ofNanos(now - start), reached, rate(now, reached), current);
  }

  private long rate(long now, ProgressStage reached) {
    if (!reached.name().equals(sampledStage)) { // another stage counts from zero
      sampledStage = reached.name();
      samples.clear();
    }
    samples.addLast(new Sample(now, reached.bytes()));
    while (samples.size() > 2 && now - samples.getFirst().nanos() > RATE_WINDOW_NANOS) {
      samples.removeFirst();
    }
    Sample first = samples.size() > 1 ? samples.getFirst() : new Sample(start, 0);
    long span = now - first.nanos();
    return span <= 0 ? 0 : (long) ((reached.bytes() - first.bytes()) * 1e9 / span);
  }
}
