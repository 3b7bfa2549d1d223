package dev.backstay.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a process may take: 256 MB on two cores, and 100 bytes for each indexed blob. Measured in a
 * process of its own, whose heap leaves room for nothing else.
 */
@Tag("system")
@Timeout(300)
class MemoryBudgetTest {
  private static final int BLOBS = 10_000_000;

  @Test
  void tenMillionBlobsAreIndexedInAHundredBytesEach() throws IOException, InterruptedException {
    String output = run("900m", IndexLoad.class, String.valueOf(BLOBS));
    assertThat(number(output, "bytes a blob")).as(output).isPositive().isLessThanOrEqualTo(100);
  }

  @Test
  void aStreamOfAnyLengthIsStored() throws IOException, InterruptedException {
    String output = run("192m", WriteLoad.class, "stream");
    assertThat(number(output, "MiB stored")).as(output).isGreaterThanOrEqualTo(1024);
  }

  @Test
  void wholeBlobsOfAnyNumberAreStored() throws IOException, InterruptedException {
    String output = run("192m", WriteLoad.class, "blobs");
    assertThat(number(output, "MiB stored")).as(output).isGreaterThanOrEqualTo(1024);
  }

  private static long number(String output, String unit) {
    return output
        .lines()
        .filter(line -> line.endsWith(" " + unit))
        .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
        .findFirst()
        .orElse(-1);
  }

  /** Runs a main class to its end; what it printed. */
  private static String run(String heap, Class<?> main, String argument)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heap,
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName(),
                    argument))
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }
}
