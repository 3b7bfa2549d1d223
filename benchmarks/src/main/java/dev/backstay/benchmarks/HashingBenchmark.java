package dev.backstay.benchmarks;

import dev.backstay.vault.object.VaultObjects;
import java.security.MessageDigest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** SHA-256 of one blob of 1 MiB; operations are MiB. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HashingBenchmark {
  private static final int SLICE_BYTES = 16 << 10;

  private final byte[] bytes = Sample.TEXT.bytes(1 << 20);
  private final MessageDigest digest = VaultObjects.sha256();

  @Benchmark
  public byte[] whole() {
    digest.update(bytes, 0, bytes.length);
    return digest.digest();
  }

  @Benchmark
  public byte[] sliced() {
    for (int at = 0; at < bytes.length; at += SLICE_BYTES) {
      digest.update(bytes, at, SLICE_BYTES);
    }
    return digest.digest();
  }
}
