package dev.backstay.servicekit.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedPolicyTest {
  private static final String BEFORE =
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

  private static final SourceName HOME = new SourceName("home");

  @TempDir Path directory;
  private Path file;
  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private WatchedPolicy policy;

  @BeforeEach
  void read() throws IOException {
    file = directory.resolve("backstay.yaml");
    write(BEFORE);
    policy = WatchedPolicy.of(file, () -> now);
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
    // Two writes within the disk's clock tick would look like one.
    Files.setLastModifiedTime(file, FileTime.from(now));
  }

  private void change(String from, String to) throws IOException {
    now = now.plus(WatchedPolicy.LOOK).plus(Duration.ofSeconds(1));
    write(BEFORE.replace(from, to));
  }

  @Test
  void aNewSourceCountsWithoutARestart() throws IOException {
    // Given
    Policy first = policy.get();

    // When
    change("  etc:", "  home:\n    kind: files\n    paths: [/home]\n  etc:");

    // Then
    assertThat(first.source(HOME)).isEmpty();
    assertThat(policy.get().source(HOME)).isPresent();
    assertThat(policy.objection()).isEmpty();
  }

  @Test
  void aFileThatIsNoPolicyChangesNothingAndIsTold() throws IOException {
    // Given
    Policy first = policy.get();

    // When
    change("paths", "pats");

    // Then
    assertThat(policy.get()).isEqualTo(first);
    assertThat(policy.objection())
        .hasValueSatisfying(why -> assertThat(why).contains("no policy now", "pats"));

    // When
    change("", "");

    // Then
    assertThat(policy.objection()).isEmpty();
  }

  @Test
  void anotherDestinationTakesARestartAndIsTold() throws IOException {
    // Given
    Policy first = policy.get();

    // When
    change("/srv/vault", "/srv/other");

    // Then
    assertThat(policy.get()).isEqualTo(first);
    assertThat(policy.objection())
        .hasValueSatisfying(why -> assertThat(why).contains("take a restart"));
  }

  @Test
  void aFileThatIsGoneForAMomentChangesNothing() throws IOException {
    // Given
    Policy first = policy.get();

    // When
    now = now.plus(WatchedPolicy.LOOK);
    Files.delete(file);

    // Then
    assertThat(policy.get()).isEqualTo(first);
    assertThat(policy.objection()).isEmpty();
  }
}
