package dev.backstay.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.backstay.policy.PolicyReading.Accepted;
import dev.backstay.policy.PolicyReading.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, reading it ends soon with a policy or with problems. */
class PolicyFuzzTest {
  private static final int MUTANTS_A_ROUND = 150;
  private static final String[] FRAGMENTS = {
    "*",
    "&a ",
    "*a",
    "!!map ",
    "? ",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "|\n",
    ">\n",
    "'",
    "\"",
    "\t",
    "#",
    "---\n",
    "...\n",
    "%YAML 9.9\n",
    "<<: ",
    "\u0000",
    "\uFEFF",
    "\u2028",
    "~",
    "${env:",
    "\n",
    "99999999999999999999",
    "-0",
    "1e309",
    "\\x",
    "é",
    "\uD83D\uDE00",
    "P1Y",
    "PT99999999999H",
  };

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("backstay.rounds", 4));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @Timeout(30)
  void mutatedExampleIsReadOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] example = PolicyFiles.example();
    for (int i = 0; i < MUTANTS_A_ROUND; i++) {
      byte[] mutant = example;
      for (int change = random.nextInt(4); change >= 0; change--) {
        mutant = random.nextBoolean() ? mutateBytes(mutant, random) : mutateLines(mutant, random);
      }
      check(mutant, "seed " + seed + " mutant " + i);
    }
  }

  @Tag("system")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x: 1\n", "[", "{", "- ", "? ", "&a ", "\"", "a:\n ", "a: {b: ", "[a, ", "'", "!", "#",
        "|\n", "x"
      })
  @Timeout(30)
  void fileOfTheLargestSizeEndsSoon(String fragment) {
    byte[] hostile =
        fragment
            .repeat(PolicyReader.MAX_BYTES / fragment.length())
            .getBytes(StandardCharsets.UTF_8);

    check(hostile, fragment);
  }

  private static void check(byte[] mutant, String description) {
    assertThatCode(
            () -> {
              switch (new PolicyReader().read("backstay.yaml", mutant)) {
                case Accepted accepted -> assertThat(accepted.policy().sources()).isNotEmpty();
                case Rejected(var problems) -> assertThat(problems).isNotEmpty().isSorted();
              }
            })
        .as(description)
        .doesNotThrowAnyException();
  }

  private static byte[] mutateBytes(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, random.nextInt(8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    switch (random.nextInt(3)) {
      case 0 -> out.write(random.nextInt(256));
      case 1 ->
          out.writeBytes(
              FRAGMENTS[random.nextInt(FRAGMENTS.length)].getBytes(StandardCharsets.UTF_8));
      default -> {}
    }
    out.write(bytes, at + length, bytes.length - at - length);
    return out.size() == 0 ? new byte[] {'x'} : out.toByteArray();
  }

  /** Moves, repeats, drops or indents lines, so that the result mostly stays YAML. */
  private static byte[] mutateLines(byte[] bytes, Random random) {
    List<String> lines =
        new ArrayList<>(Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\n", -1)));
    int at = random.nextInt(lines.size());
    int other = random.nextInt(lines.size());
    switch (random.nextInt(5)) {
      case 0 -> Collections.swap(lines, at, other);
      case 1 -> lines.add(at, lines.get(other));
      case 2 -> lines.remove(at);
      case 3 -> lines.set(at, "  " + lines.get(at));
      default -> lines.set(at, lines.get(at).stripLeading());
    }
    String text = String.join("\n", lines);
    return (text.isEmpty() ? "x" : text).getBytes(StandardCharsets.UTF_8);
  }
}
