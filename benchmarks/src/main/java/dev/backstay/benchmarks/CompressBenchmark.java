package dev.backstay.benchmarks;

import dev.backstay.vault.codec.Zstd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Compressing one blob of 1 MiB; operations are MiB. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompressBenchmark {
  @Param private Sample sample = Sample.TEXT;

  @Param({"1", "2", "3"})
  private int level = Zstd.DEFAULT_LEVEL;

  private byte[] bytes = {};
  private final byte[] frame = new byte[Zstd.bound(1 << 20)];
  private Zstd zstd = new Zstd(Zstd.DEFAULT_LEVEL);

  @Setup
  public void open() {
    bytes = sample.bytes(1 << 20);
    zstd.close();
    zstd = new Zstd(level);
  }

  @Benchmark
  public int compress() {
    return zstd.compress(bytes, 0, bytes.length, frame);
  }

  @TearDown
  public void close() {
    zstd.close();
  }
}
