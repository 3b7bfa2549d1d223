package dev.backstay.pipeline.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PhysicalTagsTest {
  @Test
  void aSnapshotIsFoundByItsTagsAlone() {
    // Given
    PhysicalTags tags = Known.tags();
    List<String> all = new ArrayList<>(List.of("source:orders", "kind:incremental"));
    all.addAll(tags.list());

    // Then
    assertThat(PhysicalTags.of(snapshot(all))).contains(tags);
    assertThat(tags.list())
        .contains(
            "postgres:physical",
            "system:17301234567890123456",
            "version:170011",
            "timeline:2",
            "start:16/B374D848",
            "stop:16/B400A0C8",
            "stopped:2026-01-02T03:04:09.123456Z",
            "changed-by:wal-summaries",
            "full-read:2026-01-02T03:04:05Z",
            "checksums:on",
            "server:standby",
            "server-started:2026-01-01T01:02:03.456789Z",
            "damaged");
    assertThat(tags.start()).isEqualTo(Lsn.parse("16/B374D848"));
  }

  @Test
  void whatAPersonChoseHidesNothing() {
    // Given
    PhysicalTags tags = Known.tags();
    List<String> all =
        new ArrayList<>(List.of("system:prod", "stop:never", "postgres:physical", "damaged"));
    all.addAll(tags.list());
    all.add("started:yesterday");

    // Then
    assertThat(PhysicalTags.of(snapshot(all))).contains(tags);
    assertThat(List.of("system:prod", "damaged", "postgres:physical", "checksums:on"))
        .allMatch(PhysicalTags::isOwn);
    assertThat(List.of("prod", "systematic", "source:orders")).noneMatch(PhysicalTags::isOwn);
  }

  @Test
  void ofABackupThatTellsLessTheLeastIsBelieved() {
    // Given
    List<String> older = new ArrayList<>(Known.tags().list());
    older.removeIf(tag -> tag.startsWith("checksums:") || tag.startsWith("server"));

    // Then
    assertThat(PhysicalTags.of(snapshot(older)))
        .hasValueSatisfying(tags -> {
          assertThat(tags.checksums()).isFalse();
          assertThat(tags.standby()).isTrue();
          assertThat(tags.serverStarted()).isEmpty();
        });
  }

  @Test
  void whatSomebodyElseTaggedIsNone() {
    // Given
    List<String> halved = new ArrayList<>(Known.tags().list());
    halved.removeIf(tag -> tag.startsWith("stop:"));

    // Then
    assertThat(PhysicalTags.of(snapshot(List.of("postgres:wal")))).isEmpty();
    assertThat(PhysicalTags.of(snapshot(halved))).isEmpty();
  }

  private static Snapshot snapshot(List<String> tags) {
    return new Snapshot(
        Known.START,
        BlobId.hash(new byte[0]),
        Optional.empty(),
        List.of("/postgres/1"),
        "host",
        "user",
        tags,
        List.of());
  }
}
