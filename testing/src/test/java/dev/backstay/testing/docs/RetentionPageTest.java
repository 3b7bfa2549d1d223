package dev.backstay.testing.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.policy.PolicyReader;
import dev.backstay.retention.BackupState;
import dev.backstay.retention.KnownBackup;
import dev.backstay.retention.RetentionPlan;
import dev.backstay.retention.RetentionRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The example on the page about retention: the policy and the backups it shows, decided anew. */
final class RetentionPageTest {
  private static final String PAGE = "docs/retention.md";
  private static final String DECISIONS = "```text decisions\n";
  private static final LocalDateTime NOW = LocalDateTime.parse("2026-11-22T10:00");

  @Test
  void theDecisionsOnThePageAreThoseOfTheCode() throws IOException {
    // Given
    Path file = Checkout.root().resolve(PAGE);
    String text = Files.readString(file);
    int start = text.indexOf(DECISIONS) + DECISIONS.length();
    int end = text.indexOf("```", start);

    // When
    String decisions = String.join("\n", planOf(Page.read(file)).explanation()) + "\n";

    // Then
    assertThat(end).as("end of the block of decisions").isGreaterThan(start);
    String expected = text.substring(0, start) + decisions + text.substring(end);
    new GeneratedPage(PAGE, expected, "RetentionPageTest").checkOrRegenerate();
  }

  @Test
  void theExampleShowsBothDecisionsAndASurvivor() throws IOException {
    // When
    RetentionPlan plan = planOf(Page.read(Checkout.root().resolve(PAGE)));

    // Then
    assertThat(plan.kept()).isNotEmpty();
    assertThat(plan.removed()).isNotEmpty();
    assertThat(plan.survivor()).isPresent();
  }

  private static RetentionPlan planOf(Page page) {
    byte[] policy = block(page, "yaml retention").getBytes(StandardCharsets.UTF_8);
    Source source = new PolicyReader().read(PAGE, policy).orThrow().sources().getFirst();
    RetentionRules rules = RetentionRules.of(source.protection());
    List<KnownBackup> backups =
        block(page, "text backups")
            .lines()
            .map(line -> backup(line, source.name(), rules.timeZone()))
            .toList();
    return rules.decide(backups, NOW.atZone(rules.timeZone()).toInstant());
  }

  /** Reads day, time, kind, state, proof and perhaps a tag. */
  private static KnownBackup backup(String line, SourceName source, ZoneId timeZone) {
    List<String> words = List.of(line.split(" +"));
    Instant capturedAt =
        LocalDateTime.parse(words.get(0) + "T" + words.get(1)).atZone(timeZone).toInstant();
    return new KnownBackup(
        UUID.nameUUIDFromBytes(line.getBytes(StandardCharsets.UTF_8)),
        source,
        BackupKind.valueOf(words.get(2).toUpperCase(Locale.ROOT)),
        capturedAt,
        Set.copyOf(words.subList(5, words.size())),
        words.get(4).equals("-")
            ? Optional.empty()
            : Optional.of(VerificationLevel.valueOf(words.get(4))),
        BackupState.valueOf(words.get(3).toUpperCase(Locale.ROOT)));
  }

  private static String block(Page page, String language) {
    return page.blocks().stream()
        .filter(block -> block.language().equals(language))
        .map(Page.Block::text)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no block '%s' on the page".formatted(language)));
  }
}
