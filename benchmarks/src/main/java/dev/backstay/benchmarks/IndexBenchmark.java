package dev.backstay.benchmarks;

import dev.backstay.vault.BlobId;
import dev.backstay.vault.index.BlobIndex;
import dev.backstay.vault.index.IndexedBlob;
import dev.backstay.vault.pack.BlobType;
import dev.backstay.vault.pack.PackedBlob;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;

/** Looking up blobs in an index of ten million, at random; and what the index takes of the heap. */
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IndexBenchmark {
  private static final int BLOBS = 10_000_000;
  private static final int PACK_BLOBS = 16;
  private static final long SEED = 25;

  /** Numbers of as many ids at random as fit no cache. */
  private static final int ASKED = 1 << 20;

  /** The index and what it is asked. */
  @State(Scope.Benchmark)
  public static class Filled {
    private final int[] numbers = new SplittableRandom(SEED).ints(ASKED, 0, BLOBS).toArray();
    private BlobIndex index = new BlobIndex();

    @Setup
    public void fill() {
      index = filled();
    }
  }

  /** Where in the questions a thread is. */
  @State(Scope.Thread)
  public static class Asking {
    private int next;

    private int number(Filled filled) {
      return filled.numbers[next++ & (ASKED - 1)];
    }
  }

  /** What JMH reports beside the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Footprint {
    public double bytesPerBlob;
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public Optional<IndexedBlob> hit(Filled filled, Asking asking) {
    return filled.index.find(BlobType.DATA, id(asking.number(filled)));
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public Optional<IndexedBlob> miss(Filled filled, Asking asking) {
    return filled.index.find(BlobType.DATA, id(asking.number(filled) + BLOBS));
  }

  /** Fills an index from nothing; the time includes two collections of garbage. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public BlobIndex fill(Footprint footprint, IterationParams iterations) {
    long before = usedBytes();
    BlobIndex index = filled();
    double bytesPerBlob = (double) (usedBytes() - before) / index.size();
    footprint.bytesPerBlob = bytesPerBlob / iterations.getCount(); // JMH adds the iterations up
    return index;
  }

  private static BlobIndex filled() {
    BlobIndex index = new BlobIndex();
    for (int number = 0; number < BLOBS; number++) {
      int place = number % PACK_BLOBS;
      index.add(
          id(-1L - number / PACK_BLOBS),
          new PackedBlob(id(number), BlobType.DATA, place << 20, 1 << 19, 1 << 20));
    }
    return index;
  }

  private static BlobId id(long number) {
    SplittableRandom random = new SplittableRandom(number);
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
