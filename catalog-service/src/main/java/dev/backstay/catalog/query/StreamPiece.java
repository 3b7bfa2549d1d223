package dev.backstay.catalog.query;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import java.util.List;

/**
 * A backup that recovery to an instant between restore points can go through: a physical backup, or
 * a piece of the stream. Holds nothing but what a vault itself knows.
 *
 * @param tags that say where in the stream it stands
 * @param sound the destinations that offer it and did not find it bad
 */
public record StreamPiece(BackupId backup, List<String> tags, List<DestinationName> sound) {
  public StreamPiece {
    tags = List.copyOf(tags);
    sound = List.copyOf(sound);
  }
}
