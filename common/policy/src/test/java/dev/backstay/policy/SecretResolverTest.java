package dev.backstay.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretResolverTest {
  @TempDir private Path root;

  private SecretResolver resolver() {
    return new SecretResolver(Map.of("SET", "hunter2", "EMPTY", ""), root);
  }

  private void write(String name, String text, String permissions) throws IOException {
    Path file = root.resolve("run/secrets").resolve(name);
    Files.createDirectories(root.resolve("run/secrets"));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void variableIsTheSecret() {
    assertThat(resolver().resolve(SecretReference.parse("${env:SET}")).text()).isEqualTo("hunter2");
  }

  @Test
  void fileIsTheSecretWithoutItsLineEnd() throws IOException {
    write("unix", "hunter2\n", "rw-------");
    write("windows", "hunter2\r\n", "r--------");
    write("two", "hunter2\n\n", "r--------");

    assertThat(text("unix")).isEqualTo("hunter2");
    assertThat(text("windows")).isEqualTo("hunter2");
    assertThat(text("two")).isEqualTo("hunter2\n");
  }

  private String text(String name) {
    return resolver().resolve(SecretReference.parse("${file:/run/secrets/" + name + "}")).text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${env:UNSET}                | is not set in the environment
          ${env:EMPTY}                | is empty
          ${file:/run/secrets/absent} | does not exist
          ${file:/run/secrets}        | is not a file
          ${file:/run/secrets/blank}  | is empty
          ${file:/run/secrets/open}   | may be read by others: run 'chmod 600 /run/secrets/open', or mount the secret with mode 0400
          ${file:/run/secrets/huge}   | is longer than 64 KiB, so it is not a secret
          """)
  void whatCannotBeResolvedIsNamedWithItsReason(String reference, String reason)
      throws IOException {
    write("blank", "\n", "rw-------");
    write("open", "hunter2", "rw-r-----");
    write("huge", "x".repeat(70_000), "rw-------");

    assertThatThrownBy(() -> resolver().resolve(SecretReference.parse(reference)))
        .isInstanceOfSatisfying(
            BackstayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SECRET_MISSING))
        .hasMessage("the secret " + reference + " " + reason);
  }

  @Test
  void everyMissingSecretOfAPolicyIsReportedAtItsPlace() {
    PolicyReading.Accepted accepted =
        (PolicyReading.Accepted)
            PolicyFiles.read(
                PolicyFiles.MINIMAL
                    + """
                      kv: {kind: redis, url: "${env:KV}"}
                      ok: {kind: redis, url: "${env:SET}"}
                    """);

    assertThat(accepted.checkSecrets(resolver()))
        .extracting(PolicyProblem::toString)
        .containsExactly(
            "backstay.yaml:2:13: vault.password: the secret ${env:PASSWORD} is not set in the"
                + " environment",
            "backstay.yaml:11:26: sources.kv.url: the secret ${env:KV} is not set in the"
                + " environment");
    assertThat(
            accepted.checkSecrets(
                resolver(), use -> use.position().keyPath().startsWith("sources.")))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "hunter2",
    "$env:A",
    "${env:}",
    "${env:A B}",
    "${env:A",
    "x${env:A}",
    "${file:relative}",
    "${vault:a}",
    "${file:/}x}"
  })
  void whatIsNoReferenceIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> SecretReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(SecretReference.EXPECTED);
  }
}
