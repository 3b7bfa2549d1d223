package dev.backstay.benchmarks;

import dev.backstay.vault.Chunking;
import dev.backstay.vault.chunk.Chunker;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding where blobs end; operations are MiB. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChunkingBenchmark {
  private static final int MIB = 64;

  /** How the stream is cut. */
  public enum Cut {
    FIXED(new Chunking.Fixed(128 << 10)),
    FILES(Chunking.FILES),
    DUMPS(Chunking.DUMPS);

    @SuppressWarnings("ImmutableEnumChecker") // records of numbers
    private final Chunking chunking;

    Cut(Chunking chunking) {
      this.chunking = chunking;
    }
  }

  @Param private Cut cut = Cut.FIXED;

  private final byte[] bytes = Sample.TEXT.bytes(MIB << 20);
  private Chunker chunker = Chunker.of(Chunking.FILES);

  @Setup
  public void choose() {
    chunker = Chunker.of(cut.chunking);
  }

  @Benchmark
  @OperationsPerInvocation(MIB)
  public int chunks() {
    int count = 0;
    for (int at = 0; at < bytes.length; at = chunker.cut(bytes, at, bytes.length)) {
      count++;
    }
    return count;
  }
}
