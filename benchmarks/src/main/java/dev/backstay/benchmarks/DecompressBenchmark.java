package dev.backstay.benchmarks;

import dev.backstay.vault.codec.Zstd;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Decompressing one blob of 1 MiB; operations are plain MiB. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecompressBenchmark {
  @Param private Sample sample = Sample.TEXT;

  private final Zstd zstd = new Zstd(Zstd.DEFAULT_LEVEL);
  private final byte[] plain = new byte[1 << 20];
  private byte[] frame = {};

  @Setup
  public void compress() {
    frame = zstd.compress(sample.bytes(plain.length));
  }

  @Benchmark
  public int decompress() throws IOException {
    return zstd.decompress(frame, 0, frame.length, plain, plain.length);
  }

  @TearDown
  public void close() {
    zstd.close();
  }
}
