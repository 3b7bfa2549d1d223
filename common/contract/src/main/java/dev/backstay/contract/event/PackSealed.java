package dev.backstay.contract.event;

import dev.backstay.contract.policy.SourceName;
import java.util.List;

/**
 * A pack is durable in staging. A hint, not a truth: it lets uploads overlap the dump.
 *
 * @param length of the stored object in bytes
 */
public record PackSealed(
    BackupId backup,
    int attempt,
    SourceName source,
    ObjectHash pack,
    PackContent content,
    long length)
    implements BackupEvent {
  public PackSealed {
    Attempts.check(attempt);
  }

  @Override
  public List<String> identity() {
    return List.of(backup.toString(), Integer.toString(attempt), pack.hex());
  }
}
