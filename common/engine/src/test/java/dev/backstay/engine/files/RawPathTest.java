package dev.backstay.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.files.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RawPathTest {
  private static final int NAMES_PER_SEED = 2_000;

  @TempDir Path directory;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("backstay.rounds", 4));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyNameComesBackFromItsPath(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < NAMES_PER_SEED; round++) {
      FileName name = randomName(random);
      Path path = RawPath.child(directory, name);

      assertThat(path.getParent()).isEqualTo(directory);
      assertThat(RawPath.nameOf(path)).isEqualTo(name);
      assertThat(FileName.of(RawPath.bytes(RawPath.of(name)))).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyNameComesBackFromTheFileSystem(long seed) throws IOException {
    for (FileName name : TreeFixture.oddNames(new Random(seed))) {
      Path file = Files.createFile(RawPath.child(directory, name));

      try (var entries = Files.newDirectoryStream(directory)) {
        assertThat(entries).extracting(RawPath::nameOf).containsExactly(name);
      }
      Files.delete(file);
    }
  }

  @Test
  void slashesOfALinkTargetAreKept() throws IOException {
    for (FileName target :
        new FileName[] {
          FileName.of("a//b/"),
          FileName.of("/abs//x/"),
          FileName.of(new byte[] {(byte) 0xFF, '/', '/', (byte) 0xFE, '/'}),
          FileName.of(new byte[] {'/', (byte) 0xFF}),
        }) {
      Path link = directory.resolve("link");
      SystemCalls.ofThisHost().makeSymlink(link, target);

      assertThat(FileName.of(RawPath.bytes(Files.readSymbolicLink(link)))).isEqualTo(target);
      Files.delete(link);
    }
  }

  private static FileName randomName(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(255)];
    int ceiling = random.nextBoolean() ? 256 : 128;
    do {
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (1 + random.nextInt(ceiling - 1));
      }
    } while (!replaceSlashes(bytes).isPlain());
    return FileName.of(bytes);
  }

  private static FileName replaceSlashes(byte[] bytes) {
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = bytes[at] == '/' ? (byte) 0xE9 : bytes[at];
    }
    return FileName.of(bytes);
  }
}
