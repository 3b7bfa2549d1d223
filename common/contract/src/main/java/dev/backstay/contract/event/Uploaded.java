package dev.backstay.contract.event;

import dev.backstay.contract.policy.BackupKind;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;

/**
 * A backup is whole and published at a destination, and what was stored there was read back.
 *
 * @param packsCopied by this publication; others were there already
 * @param bytesCopied likewise
 */
public record Uploaded(
    BackupId backup,
    SourceName source,
    BackupKind kind,
    DestinationName destination,
    ObjectHash manifest,
    ObjectHash snapshot,
    long packsCopied,
    long bytesCopied,
    Instant startedAt,
    Instant publishedAt)
    implements BackupEvent {
  @Override
  public List<String> identity() {
    return List.of(backup.toString(), destination.value());
  }
}
