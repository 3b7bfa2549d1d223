package dev.backstay.contract.event;

import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;

/**
 * Retention let go of backups of a source.
 *
 * @param forgotten the backups to remove, everywhere
 * @param survivor a proven backup that stays; a destination that does not hold it refuses
 * @param requestedAt when retention was decided
 */
public record PruneRequested(
    PruneId prune,
    SourceName source,
    List<ForgottenBackup> forgotten,
    ForgottenBackup survivor,
    Instant requestedAt)
    implements BackstayEvent {
  public PruneRequested {
    if (forgotten.contains(survivor)) {
      throw new IllegalArgumentException("a prune never removes the backup that is to survive it");
    }
    forgotten = List.copyOf(forgotten);
  }

  @Override
  public String subject() {
    return source.value();
  }

  @Override
  public List<String> identity() {
    return List.of(prune.toString());
  }
}
