package dev.backstay.pipeline.staging;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.SourceName;
import java.util.List;
import java.util.Locale;

/**
 * One attempt of a backup, as it is asked for.
 *
 * @param attempt from 1; two attempts may carry the same number when one is taken for dead
 * @param worker who carries it out, for people who look into staging
 */
public record RunOrder(
    BackupId backup,
    int attempt,
    SourceName source,
    BackupKind kind,
    String worker,
    DedupScope scope) {
  private static final List<String> OWN = List.of("source:", "backup:", "kind:");

  public RunOrder {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts count from 1, not " + attempt);
    }
  }

  /** The tag of all snapshots of the source. */
  public String sourceTag() {
    return "source:" + source;
  }

  /** The tags by which the vault alone tells what the snapshot is. */
  public List<String> tags() {
    return List.of(sourceTag(), "backup:" + backup, "kind:" + kind.name().toLowerCase(Locale.ROOT));
  }

  /** The tags of a snapshot that people gave it. */
  public static List<String> withoutOwn(List<String> tags) {
    return tags.stream().filter(tag -> OWN.stream().noneMatch(tag::startsWith)).toList();
  }
}
