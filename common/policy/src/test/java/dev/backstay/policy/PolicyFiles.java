package dev.backstay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Policy files for tests. */
final class PolicyFiles {
  static final Path EXAMPLE =
      Path.of(System.getProperty("backstay.root", "../.."), "docs", "examples", "backstay.yaml");

  /** The least that is a policy; ten lines long. */
  static final String MINIMAL =
      """
      vault:
        password: ${env:PASSWORD}
      destinations:
        local:
          kind: local
          path: /srv/vault
      sources:
        etc:
          kind: files
          paths: [/etc]
      """;

  private PolicyFiles() {}

  static byte[] example() throws IOException {
    return Files.readAllBytes(EXAMPLE);
  }

  static PolicyReading read(String text) {
    return new PolicyReader().read("backstay.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  static Policy policy(String text) {
    return read(text).orThrow();
  }

  static List<String> problems(String text) {
    assertThat(read(text)).isInstanceOf(PolicyReading.Rejected.class);
    return ((PolicyReading.Rejected) read(text))
        .problems().stream().map(PolicyProblem::toString).toList();
  }
}
