package dev.backstay.dumper.capture;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.ObjectHash;
import dev.backstay.contract.event.PackSealed;
import dev.backstay.contract.event.Stage;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.RunListener;
import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.servicekit.progress.LiveProgress;
import dev.backstay.servicekit.progress.ProgressBoard;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Shows how far a capture is, at most twice a second, and takes it from the board at the end. */
final class CaptureDisplay implements Progress, AutoCloseable {
  /** What people can follow; a capture counts hundreds of thousands of files a second. */
  private static final Duration PACE = Duration.ofMillis(500);

  private static final Logger LOG = System.getLogger(CaptureDisplay.class.getName());

  private final ProgressBoard board;
  private final InstantSource clock;
  private final RunOrder order;
  private final Instant started;
  private final AtomicReference<Instant> shown;
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private volatile long totalBytes;
  private volatile String note = "";

  CaptureDisplay(ProgressBoard board, InstantSource clock, RunOrder order) {
    this.board = board;
    this.clock = clock;
    this.order = order;
    this.started = clock.instant();
    this.shown = new AtomicReference<>(started.minus(PACE));
    show(started);
  }

  @Override
  public boolean wantsTotal() {
    return true;
  }

  @Override
  public void total(long allFiles, long allBytes) {
    totalBytes = allBytes;
  }

  @Override
  public void advance(long moreFiles, long moreBytes) {
    files.add(moreFiles);
    bytes.add(moreBytes);
    showWhenDue();
  }

  /** Hears of packs; each is told on, and a failure to tell is none of the capture. */
  RunListener listener(Consumer<PackSealed> teller) {
    return new RunListener() {
      @Override
      public void packSealed(StagedPack pack) {
        hint(teller, pack);
      }

      @Override
      public void waitingForSpace(long dataBytes, long limitBytes) {
        note = "waiting for staging space";
        show(clock.instant());
      }

      @Override
      public void spaceFound() {
        note = "";
        show(clock.instant());
      }
    };
  }

  private void hint(Consumer<PackSealed> teller, StagedPack pack) {
    try {
      teller.accept(
          new PackSealed(
              order.backup(),
              order.attempt(),
              order.source(),
              new ObjectHash(pack.id().hex()),
              pack.content(),
              pack.length()));
    } catch (BackstayException e) {
      // Only a hint: the uploader finds the pack in the manifest.
      LOG.log(Logger.Level.DEBUG, "a hint was not sent", e);
    }
  }

  private void showWhenDue() {
    Instant last = shown.get();
    Instant now = clock.instant();
    if (Duration.between(last, now).compareTo(PACE) >= 0 && shown.compareAndSet(last, now)) {
      show(now);
    }
  }

  private void show(Instant now) {
    board.show(
        new LiveProgress(
            order.backup(),
            order.source(),
            Stage.DUMP,
            Optional.empty(),
            new LiveProgress.Amount(files.sum(), bytes.sum(), totalBytes),
            started,
            note,
            now));
  }

  @Override
  public void close() {
    board.clear(order.backup(), Stage.DUMP, Optional.empty());
  }
}
