package dev.backstay.scheduler.due;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.scheduler.Series;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is to be asked for now.
 *
 * @param requests ordered by source and kind
 * @param settled the state after the requests were told: up to which instant each series has
 *     nothing left to ask for
 */
public record Decision(List<BackupRequested> requests, Map<Series, Instant> settled) {
  public Decision {
    requests = List.copyOf(requests);
    settled = Map.copyOf(settled);
  }
}
