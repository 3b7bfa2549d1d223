package dev.backstay.vault.work;

import dev.backstay.vault.Progress;

/** Adds up what is done in one phase and reports each step. Any thread may add. */
public final class ProgressMeter {
  private final Progress progress;
  private final Progress.Phase phase;
  private final long objectsTotal;
  private final long bytesTotal;
  private long objects;
  private long bytes;

  public ProgressMeter(
      Progress progress, Progress.Phase phase, long objectsTotal, long bytesTotal) {
    this.progress = progress;
    this.phase = phase;
    this.objectsTotal = objectsTotal;
    this.bytesTotal = bytesTotal;
  }

  /** One more object of {@code size} bytes is done. */
  public synchronized void done(long size) {
    objects++;
    bytes += size;
    progress.at(new Progress.Point(phase, objects, objectsTotal, bytes, bytesTotal));
  }

  /** How many objects are done. */
  public synchronized long objects() {
    return objects;
  }

  /** How many bytes are done. */
  public synchronized long bytes() {
    return bytes;
  }
}
