package dev.backstay.benchmarks;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileTimes;
import dev.backstay.contract.files.FileType;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.tree.Node;
import dev.backstay.vault.tree.Tree;
import dev.backstay.vault.tree.TreeCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A directory of 1,000 files of 20 blobs each as JSON, and back; operations are files. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TreeBenchmark {
  private static final int FILES = 1_000;
  private static final int BLOBS = 20;

  private final Tree tree = tree();
  private final byte[] json = TreeCodec.encode(tree);

  @Benchmark
  @OperationsPerInvocation(FILES)
  public byte[] encode() {
    return TreeCodec.encode(tree);
  }

  @Benchmark
  @OperationsPerInvocation(FILES)
  public Tree decode() {
    return TreeCodec.decode(json);
  }

  private static Tree tree() {
    SplittableRandom random = new SplittableRandom(25);
    List<Node> nodes = new ArrayList<>();
    for (int number = 0; number < FILES; number++) {
      Instant time = Instant.ofEpochSecond(1_700_000_000L + number, random.nextInt(1_000_000_000));
      FileEntry entry =
          new FileEntry(
              FileName.of("segment." + number),
              FileType.FILE,
              0640,
              new FileTimes(time, time, time),
              new FileOwner(109, 117, "postgres", "postgres"),
              new FileIdentity(64_768, 1_000L + number, 1),
              BLOBS << 20,
              Optional.empty(),
              0,
              List.of());
      nodes.add(Node.file(entry, Stream.generate(() -> id(random)).limit(BLOBS).toList()));
    }
    return Tree.of(nodes);
  }

  private static BlobId id(SplittableRandom random) {
    return new BlobId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }
}
