package dev.backstay.servicekit.progress;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The board of one process. */
public final class MemoryProgressBoard implements ProgressBoard {
  private final InstantSource clock;
  private final Map<Place, LiveProgress> shown = new ConcurrentHashMap<>();

  private record Place(BackupId backup, Stage stage, Optional<DestinationName> destination) {}

  public MemoryProgressBoard(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void show(LiveProgress progress) {
    shown.put(new Place(progress.backup(), progress.stage(), progress.destination()), progress);
  }

  @Override
  public void clear(BackupId backup, Stage stage, Optional<DestinationName> destination) {
    shown.remove(new Place(backup, stage, destination));
  }

  @Override
  public List<LiveProgress> all() {
    Instant oldest = clock.instant().minus(LIFETIME);
    shown.values().removeIf(progress -> progress.at().isBefore(oldest));
    return shown.values().stream().sorted(Comparator.comparing(LiveProgress::startedAt)).toList();
  }
}
