package dev.backstay.catalog.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backstay.catalog.MemoryCatalog;
import dev.backstay.catalog.StoryEvents;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.VerificationRequested;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.policy.VerificationLevel;
import dev.backstay.policy.PolicyReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.123456789Z");
  private static final Policy POLICY =
      new PolicyReader().read(Path.of("src/test/resources/policy.yaml")).orThrow();
  private static final Source ASKED = POLICY.source(new SourceName("asked-files")).orElseThrow();
  private static final Source HOURLY = POLICY.source(new SourceName("pruned-files")).orElseThrow();
  private static final IdempotencyKey KEY = new IdempotencyKey("release-7");

  private final MemoryCatalog catalog = new MemoryCatalog();
  private final Requests requests = new Requests(catalog, catalog::tell, () -> NOW);

  @Test
  void theSameKeyIsTheSameBackupAskedForOnce() {
    // When
    Requests.Asked first = requests.backup(wish(ASKED, "a"), KEY, "ada");
    Requests.Asked second = requests.backup(wish(ASKED, "a"), KEY, "bob");
    // Then
    assertThat(first).isEqualTo(second);
    assertThat(first.backup()).isEqualTo(BackupId.manual(ASKED.name(), "release-7"));
    assertThat(catalog.told())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.actor()).contains("ada");
          assertThat(((BackupRequested) event.data()).dueAt())
              .isEqualTo(Instant.parse("2026-11-20T12:00:00.123Z"));
        });
    assertThatThrownBy(() -> requests.backup(wish(ASKED, "b"), KEY, "ada"))
        .isInstanceOf(BackstayException.class)
        .hasMessageContaining("release-7");
  }

  @Test
  void theKindIsTheSchedulesUnlessItIsSaid() {
    requests.backup(wish(HOURLY), KEY, "ada");
    requests.backup(wish(ASKED), KEY, "ada");
    assertThat(catalog.told())
        .extracting(event -> ((BackupRequested) event.data()).kind())
        .containsExactly(BackupKind.INCREMENTAL, BackupKind.FULL);
    assertThatThrownBy(() ->
            requests.backup(
                new Wish.ForBackup(ASKED, Optional.of(BackupKind.SCHEMA), List.of()),
                new IdempotencyKey("x"),
                "ada"))
        .hasMessageContaining("SCHEMA");
  }

  @Test
  void nobodyAsksForAPieceOfAStreamNorForTheTagsOfOne() {
    assertThatThrownBy(() ->
            requests.backup(
                new Wish.ForBackup(ASKED, Optional.of(BackupKind.WAL), List.of()), KEY, "ada"))
        .hasMessageContaining("by themselves");
    assertThatThrownBy(() -> requests.backup(wish(ASKED, "timeline:7"), KEY, "ada"))
        .hasMessageContaining("the platform's own");
    assertThat(catalog.told()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "-a", "é", "line\nbreak"})
  void aTagThatOthersCannotReadIsRefused(String tag) {
    assertThatThrownBy(() -> requests.backup(wish(ASKED, tag), KEY, "ada"))
        .isInstanceOf(BackstayException.class);
    assertThat(catalog.told()).isEmpty();
  }

  @Test
  void tagsAreFew() {
    List<String> many = Collections.nCopies(Requests.MAX_TAGS + 1, "a");
    assertThatThrownBy(
            () -> requests.backup(new Wish.ForBackup(ASKED, Optional.empty(), many), KEY, "ada"))
        .hasMessageContaining("at most");
  }

  @Test
  void aProofIsAskedForWhereverTheBackupIsOrWhereItIsSaid() {
    // Given
    List<Event<?>> story = StoryEvents.whole(ASKED.name(), NOW.minusSeconds(600));
    story.forEach(catalog::tell);
    BackupId backup = StoryEvents.id(ASKED.name(), NOW.minusSeconds(600));
    // When
    Requests.Asked everywhere = proof(backup, Optional.empty(), Optional.empty());
    Requests.Asked there =
        proof(backup, Optional.of(StoryEvents.FAR), Optional.of(VerificationLevel.L0));
    // Then
    assertThat(everywhere.events()).hasSize(2);
    assertThat(there.events()).hasSize(1);
    assertThat(catalog.told().subList(story.size(), catalog.told().size()))
        .extracting(event -> ((VerificationRequested) event.data()).level())
        .containsExactly(VerificationLevel.L2, VerificationLevel.L2, VerificationLevel.L0);
    assertThatThrownBy(() -> proof(backup, Optional.empty(), Optional.of(VerificationLevel.L3)))
        .isInstanceOfSatisfying(
            BackstayException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEVEL_UNSUPPORTED));
    assertThatThrownBy(
            () -> proof(backup, Optional.of(new DestinationName("moon")), Optional.empty()))
        .hasMessageContaining("moon");
    assertThatThrownBy(
            () -> proof(BackupId.manual(ASKED.name(), "?"), Optional.empty(), Optional.empty()))
        .hasMessageContaining("no backup");
  }

  private Requests.Asked proof(
      BackupId backup, Optional<DestinationName> place, Optional<VerificationLevel> level) {
    return requests.proof(
        new Wish.ForProof(backup, place, level), VerificationLevel.L3, KEY, "ada");
  }

  private static Wish.ForBackup wish(Source source, String... tags) {
    return new Wish.ForBackup(source, Optional.empty(), List.of(tags));
  }
}
