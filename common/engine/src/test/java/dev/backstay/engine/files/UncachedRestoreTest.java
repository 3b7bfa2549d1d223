package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.backstay.engine.EntryPath;
import dev.backstay.engine.PartLayout;
import dev.backstay.engine.RestoreFile;
import dev.backstay.engine.RestoreOutcome;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class UncachedRestoreTest {
  private static final int PART = 256 << 10;

  /** More than a file system takes to note where a file's pieces are. */
  private static final int NOTES_BYTES = 64 << 10;

  @TempDir Path directory;

  /** What a file system lets one do. */
  enum Grants {
    ALL,
    NO_HOLES,
    NOTHING_SET_ASIDE
  }

  static Stream<Arguments> filesAndGrants() {
    return IntStream.of(1 << 20, (1 << 20) + 1, (3 << 20) - 1, (5 << 20) + 4096, (2 << 20) + 777)
        .boxed()
        .flatMap(size -> Arrays.stream(Grants.values()).map(grants -> arguments(size, grants)));
  }

  @ParameterizedTest
  @MethodSource("filesAndGrants")
  void filesWrittenInWholeBlocksInAnyOrderAreExact(int size, Grants grants) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    Arrays.fill(content, 300_000, 700_000, (byte) 0);

    RestoreOutcome outcome = restored(content, grants);

    assertThat(outcome.bytesSparse()).isPositive();
    if (grants != Grants.NO_HOLES) {
      assertThat(allocatedBytes(file())).isLessThan(size - outcome.bytesSparse() + NOTES_BYTES);
    }
  }

  @ParameterizedTest
  @EnumSource(Grants.class)
  void aFileThatEndsInZerosIsExact(Grants grants) throws IOException {
    byte[] content = new byte[(2 << 20) + 777];
    new Random(1).nextBytes(content);
    Arrays.fill(content, 1 << 20, content.length, (byte) 0);

    restored(content, grants);
  }

  @ParameterizedTest
  @EnumSource(Grants.class)
  void aFileOfZerosAloneIsExact(Grants grants) throws IOException {
    RestoreOutcome outcome = restored(new byte[(3 << 20) + 1], grants);

    assertThat(outcome.bytesWritten()).isZero();
    if (grants != Grants.NO_HOLES) {
      assertThat(allocatedBytes(file())).isLessThan(NOTES_BYTES);
    }
  }

  @Test
  void shortRunsOfZerosAreKept() throws IOException {
    byte[] content = new byte[2 << 20];
    new Random(2).nextBytes(content);
    for (int block = 0; block < content.length; block += 8 << 10) {
      Arrays.fill(content, block, block + (4 << 10), (byte) 0);
    }

    RestoreOutcome outcome = restored(content, Grants.ALL);

    assertThat(outcome.bytesSparse()).isEqualTo(content.length / 2);
  }

  @Test
  void whatWasSetAsideIsGivenBack() throws IOException {
    Path file = Files.createFile(directory.resolve("f"));
    SystemCalls calls = SystemCalls.ofThisHost();
    assumeTrue(calls.reserve(file, 1 << 20), "this file system sets no blocks aside");
    assertThat(file).hasSize(1 << 20);
    assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(1 << 20);

    assertThat(calls.giveBack(file, 64 << 10, 128 << 10)).isTrue();

    assertThat(file).hasSize(1 << 20);
    assertThat(allocatedBytes(file)).isLessThan((1 << 20) - (128 << 10) + NOTES_BYTES);
    assertThat(Files.readAllBytes(file)).containsOnly(0);
  }

  /** Writes it by several threads, its parts in any order, and compares. */
  private RestoreOutcome restored(byte[] content, Grants grants) throws IOException {
    List<Integer> offsets = new ArrayList<>();
    for (int offset = 0; offset < content.length; offset += PART) {
      offsets.add(offset);
    }
    Collections.shuffle(offsets, new Random(content.length));
    RestoreOutcome outcome;
    try (FileTreeRestore target =
        FileTreeRestore.into(directory.resolve("out"), RestoreOptions.FRESH, calls(grants))) {
      RestoreFile file =
          target.file(EntryPath.of("f"), Entries.file(content.length), PartLayout.BLOCKS);
      offsets.parallelStream()
          .forEach(offset ->
              file.write(offset, content, offset, Math.min(PART, content.length - offset)));
      file.complete();
      outcome = target.finish();
    }
    assertThat(outcome.problems()).isEmpty();
    assertThat(outcome.bytesWritten() + outcome.bytesSparse()).isEqualTo(content.length);
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
    return outcome;
  }

  private static SystemCalls calls(Grants grants) {
    SystemCalls host = SystemCalls.ofThisHost();
    return (SystemCalls)
        Proxy.newProxyInstance(
            SystemCalls.class.getClassLoader(),
            new Class<?>[] {SystemCalls.class},
            (_, method, arguments) ->
                isRefused(method.getName(), grants) ? false : method.invoke(host, arguments));
  }

  private static boolean isRefused(String call, Grants grants) {
    return switch (grants) {
      case ALL -> false;
      case NO_HOLES -> call.equals("giveBack");
      case NOTHING_SET_ASIDE -> call.equals("reserve");
    };
  }

  private Path file() {
    return directory.resolve("out/f");
  }

  /** What a file takes on its disk. */
  private static long allocatedBytes(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "--format=%b %B", file.toString()).start();
    try (var output = stat.inputReader()) {
      String[] told = output.readLine().split(" ");
      return Long.parseLong(told[0]) * Long.parseLong(told[1]);
    }
  }
}
