package dev.backstay.benchmarks;

import dev.backstay.contract.Secret;
import dev.backstay.store.MemoryBlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.ByteSource;
import dev.backstay.vault.Chunking;
import dev.backstay.vault.LockHolder;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultOptions;
import dev.backstay.vault.VaultWriter;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.tree.Tree;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole backup of one stream into an empty vault in memory, on all cores, without a disk:
 * chunking, hashing, look-up, compression, sealing, packs, index, snapshot. Operations are MiB.
 */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 4, time = 3)
public class WriteSessionBenchmark {
  private static final int MIB = 192;

  @Param private Sample sample = Sample.TEXT;

  private byte[] bytes = {};
  private Vault vault = emptyVault();

  @Setup
  public void generate() {
    bytes = sample.bytes(MIB << 20);
  }

  @Setup(Level.Invocation)
  public void init() {
    vault = emptyVault();
  }

  @Benchmark
  @OperationsPerInvocation(MIB)
  public BlobId backup() {
    try (VaultWriter writer = vault.writer()) {
      writer.store(new Bytes(bytes), Chunking.FILES).join();
      BlobId tree = writer.store(Tree.of(List.of()));
      return writer.publish(snapshot(tree)).id();
    }
  }

  @TearDown(Level.Invocation)
  public void close() {
    vault.close();
  }

  private static Vault emptyVault() {
    InstantSource clock = InstantSource.system();
    LockHolder holder = new LockHolder("localhost", "benchmark", ProcessHandle.current().pid());
    return Vault.init(
        new MemoryBlobStore(clock),
        Secret.of("benchmark"),
        VaultOptions.defaults(holder, clock, new SecureRandom()));
  }

  private Snapshot snapshot(BlobId tree) {
    return new Snapshot(
        vault.options().clock().instant(),
        tree,
        Optional.empty(),
        List.of("/"),
        "localhost",
        "benchmark",
        List.of(),
        List.of());
  }

  /** An array read as a stream. */
  private static final class Bytes implements ByteSource {
    private final byte[] bytes;
    private int next;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      if (next == bytes.length) {
        return -1;
      }
      int count = Math.min(length, bytes.length - next);
      System.arraycopy(bytes, next, target, from, count);
      next += count;
      return count;
    }
  }
}
