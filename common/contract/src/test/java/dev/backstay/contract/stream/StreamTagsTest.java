package dev.backstay.contract.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTagsTest {
  private static final SystemIdentifier SYSTEM = new SystemIdentifier("7284019283746501928");
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.250Z");
  private static final WalRange WAL =
      new WalRange(SYSTEM, 3, at("16/B3000000"), at("16/B374D848"), NOON);
  private static final PhysicalBase BASE =
      new PhysicalBase(SYSTEM, 3, at("16/B2000028"), at("16/B2000138"), 17, NOON);

  @Test
  void tagsAreForEver() {
    assertThat(WAL.tags())
        .containsExactly(
            "postgres:wal",
            "wal",
            "system:7284019283746501928",
            "timeline:3",
            "from:16/B3000000",
            "to:16/B374D848",
            "until:2026-11-20T12:00:00.250Z");
    assertThat(BASE.tags())
        .containsExactly(
            "postgres:physical",
            "system:7284019283746501928",
            "timeline:3",
            "start:16/B2000028",
            "stop:16/B2000138",
            "version:17",
            "stopped:2026-11-20T12:00:00.250Z");
  }

  @Test
  void whatTagsSayIsReadAmongOthers() {
    // Given
    List<String> tags = new ArrayList<>(WAL.tags());
    tags.add("before-upgrade");

    // Then
    assertThat(WalRange.of(tags)).contains(WAL);
    assertThat(PhysicalBase.of(tags)).isEmpty();
    assertThat(PhysicalBase.of(BASE.tags())).contains(BASE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"timeline:0", "timeline:x", "from:FF/0", "to:", "until:noon", "system:../etc"})
  void tagsThatSomebodyChangedSayNothing(String changed) {
    // Given
    String name = changed.substring(0, changed.indexOf(':') + 1);
    List<String> retagged =
        WAL.tags().stream().map(tag -> tag.startsWith(name) ? changed : tag).toList();
    List<String> doubled = new ArrayList<>(WAL.tags());
    doubled.add(changed);
    List<String> missing = WAL.tags().stream().filter(tag -> !tag.startsWith(name)).toList();

    // Then
    assertThat(WalRange.of(retagged)).isEmpty();
    assertThat(WalRange.of(doubled)).isEmpty();
    assertThat(WalRange.of(missing)).isEmpty();
  }

  @Test
  void aPieceDoesNotEndBeforeItBegins() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WalRange(SYSTEM, 1, at("0/2"), at("0/1"), NOON))
        .withMessage("0/1 lies before 0/2");
  }

  private static StreamPosition at(String text) {
    return StreamPosition.parse(text);
  }
}
