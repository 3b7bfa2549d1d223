package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which roll-ups there are, and who has published them. Remembers what seldom changes, a few
 * hundred bytes for each roll-up that is still listed. Confined to one thread.
 */
final class RollUpHistory {
  private final BlobStore staging;
  private final Map<BlobName, RolledUp> known = new HashMap<>();
  private final Map<RolledUp, Set<DestinationName>> published = new HashMap<>();

  RollUpHistory(BlobStore staging) {
    this.staging = staging;
  }

  /** The roll-ups of a timeline by their end. */
  List<RolledUp> of(StreamTimeline timeline) {
    List<BlobName> names = new ArrayList<>();
    staging.list(RolledUp.folder(timeline), stat -> names.add(stat.name()));
    List<RolledUp> found = new ArrayList<>();
    for (BlobName name : names) {
      RolledUp before = known.get(name);
      Optional<RolledUp> record =
          before == null ? RolledUp.read(staging, timeline, name) : Optional.of(before);
      record.ifPresent(rolled -> {
        known.put(name, rolled);
        found.add(rolled);
      });
    }
    found.sort(Comparator.comparing((RolledUp rolled) -> rolled.range().to()));
    return found;
  }

  /** Whether a destination has published a roll-up. */
  boolean isPublished(RolledUp rolled, DestinationName destination) {
    Set<DestinationName> at = published.computeIfAbsent(rolled, _ -> new HashSet<>());
    if (!at.contains(destination) && rolled.isPublished(staging, destination)) {
      at.add(destination);
    }
    return at.contains(destination);
  }

  /** What was published may be gone: a destination was emptied and is filled anew. */
  void forgetPublished() {
    published.clear();
  }

  /** Removes a record that serves nothing any more. */
  void remove(RolledUp rolled) {
    staging.delete(rolled.name());
    known.remove(rolled.name());
    published.remove(rolled);
  }
}
