package dev.backstay.policy;

import static dev.backstay.policy.PolicyFiles.MINIMAL;
import static dev.backstay.policy.PolicyFiles.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyProblemsTest {
  /**
   * Lines put behind the minimal policy, each with the one problem they are; a blank line between.
   */
  static Stream<Arguments> appended() throws IOException {
    try (InputStream table = PolicyProblemsTest.class.getResourceAsStream("problems.txt")) {
      String text =
          new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.split("\n\n"))
          .skip(1)
          .map(row -> row.split("\n=> ", 2))
          .map(row -> arguments(row[0], row[1].strip()));
    }
  }

  @ParameterizedTest
  @MethodSource("appended")
  void problemIsOneLineWithItsPlace(String lines, String expected) {
    assertThat(problems(MINIMAL + lines + "\n")).containsExactly("backstay.yaml:" + expected);
  }

  static Stream<Arguments> replaced() {
    return Stream.of(
        arguments(
            "  password: ${env:PASSWORD}",
            "  password: hunter2",
            "2:13: vault.password: must be a reference, ${env:NAME} or ${file:/run/secrets/name},"
                + " never the secret itself"),
        arguments(
            "password: ${env:PASSWORD}",
            "pack-size: 8MiB",
            "1:1: vault.password: missing; this key is required"),
        arguments(
            "  password",
            "  pack-size: 1MiB\n  password",
            "2:14: vault.pack-size: must be from 4.00 MiB to 128 MiB, not '1MiB'"),
        arguments(
            "  password",
            "  pack-size: 16 megs\n  password",
            "2:14: vault.pack-size: '16 megs' is not a size; write for example 64KiB, 10MB or"
                + " 1.5GiB"),
        arguments(
            "  password",
            "  escrow: key.asc\n  password",
            "2:11: vault.escrow: expected a list, found a single value"),
        arguments(
            "kind: local",
            "kind: sftp",
            "4:3: destinations.local.host: missing; this key is required|4:3:"
                + " destinations.local.user: missing; this key is required"),
        arguments(
            "kind: local\n    path: /srv/vault",
            "kind: s3\n    bucket: backups\n    kms-key: k",
            "4:3: destinations.local: 'kms-key' is only used with 'sse: aws:kms'"),
        arguments(
            "kind: local\n    path: /srv/vault",
            "kind: s3\n    bucket: backups\n    storage-class: GLACIER",
            "4:3: destinations.local: 'storage-class: GLACIER' cannot be read without a thaw, so no"
                + " backup in it could be proven"),
        arguments(
            "  local:\n    kind: local\n    path: /srv/vault\n",
            "  {}\n",
            "4:3: destinations: needs at least one entry"));
  }

  @ParameterizedTest
  @MethodSource("replaced")
  void problemOfVaultAndDestinationsHasItsPlace(String part, String wrong, String expected) {
    assertThat(MINIMAL).contains(part);
    assertThat(problems(MINIMAL.replace(part, wrong)))
        .containsExactly(
            Stream.of(expected.split("\\|")).map("backstay.yaml:"::concat).toArray(String[]::new));
  }

  static Stream<Arguments> whole() {
    String empty = "backstay.yaml: is empty; docs/examples/backstay.yaml shows a complete policy";
    return Stream.of(
        arguments("", empty),
        arguments("# nothing\n", empty),
        arguments("---\n", empty),
        arguments("hello", "backstay.yaml:1:1: expected a section with keys, found a single value"),
        arguments(
            "a: [1, 2",
            "backstay.yaml:1:9: is not YAML: while parsing a flow sequence: expected ',' or ']',"
                + " but got <stream end>"),
        arguments("a: b\u0007", "backstay.yaml:1:5: the character U+0007 is not allowed in YAML"),
        arguments("x: ".concat("[".repeat(100)), "backstay.yaml:1:35: is nested more than 32 deep"),
        arguments(
            "a: &a [x]\nb: [" + "*a, ".repeat(65) + "]",
            "backstay.yaml:2:261: has more than 64 aliases"),
        arguments(
            " ".repeat(PolicyReader.MAX_BYTES + 1),
            "backstay.yaml: is longer than 1 MiB, the limit for a policy"));
  }

  @ParameterizedTest
  @MethodSource("whole")
  void fileThatIsNoPolicyIsOneProblem(String text, String expected) {
    assertThat(problems(text)).containsExactly(expected);
  }

  @Test
  void bytesThatAreNotTextAreOneProblem() {
    byte[] bytes = MINIMAL.getBytes(StandardCharsets.UTF_8);
    bytes[3] = (byte) 0xC3;

    assertThat(new PolicyReader().read("backstay.yaml", bytes))
        .isEqualTo(rejected("backstay.yaml", "is not UTF-8 text"));
  }

  @Test
  void missingFileAndDirectoryAreOneProblem(@TempDir Path directory) {
    PolicyReader reader = new PolicyReader();
    Path absent = directory.resolve("absent.yaml");

    assertThat(reader.read(absent)).isEqualTo(rejected(absent.toString(), "there is no such file"));
    assertThat(reader.read(directory))
        .isEqualTo(rejected(directory.toString(), "cannot be read: Is a directory"));
  }

  @Test
  void problemsOfAllSectionsAreReportedAtOnceAndInOrder() {
    assertThat(
            problems(
                """
                sources:
                  etc: {kind: files, paths: [etc], destinations: [nowhere]}
                  etc: {kind: files}
                vualt: {}
                destinations:
                  Local: {kind: local}
                """))
        .containsExactly(
            "backstay.yaml:1:1: vault: missing; this key is required",
            "backstay.yaml:2:30: sources.etc.paths[0]: 'etc' is not an absolute path",
            "backstay.yaml:2:51: sources.etc.destinations[0]: 'nowhere' is not one of the"
                + " destinations",
            "backstay.yaml:3:3: sources.etc: duplicate key; it is already given on line 2",
            "backstay.yaml:4:1: vualt: unknown key; did you mean 'vault'?",
            "backstay.yaml:6:3: destinations.Local: a name starts with a lower-case letter and has"
                + " at most 48 lower-case letters, digits and hyphens",
            "backstay.yaml:6:3: destinations.Local.path: missing; this key is required");
  }

  @Test
  void listOfProblemsIsBounded() {
    String many = "x: 1\n".repeat(1_000);

    assertThat(problems(many)).hasSize(Reading.MAX_PROBLEMS);
  }

  @Test
  void problemStaysOnOneReadableLine() {
    List<String> problems = problems(MINIMAL + "\"a\\nb" + "c".repeat(1000) + "\": 1\n");

    assertThat(problems).singleElement().asString().doesNotContain("\n").hasSizeLessThan(1000);
  }

  private static PolicyReading rejected(String file, String message) {
    return new PolicyReading.Rejected(
        List.of(new PolicyProblem(new Position(file, 0, 0, ""), message)));
  }
}
