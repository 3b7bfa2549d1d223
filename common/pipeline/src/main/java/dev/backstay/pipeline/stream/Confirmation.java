package dev.backstay.pipeline.stream;

import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Up to where a server may forget its log: what the required number of destinations hold without a
 * gap since the last such position. A destination whose newest range begins behind that position
 * lacks something, and does not count until it has it.
 *
 * @param required how many destinations must hold a byte, at least 1
 */
public record Confirmation(SystemId system, int timeline, int required) {
  public Confirmation {
    if (required < 1) {
      throw new IllegalArgumentException("at least one destination confirms, not " + required);
    }
  }

  /**
   * The position that may be confirmed now.
   *
   * @param confirmed the position before; the result is never less
   * @param marks of all destinations that have one
   */
  public Lsn next(Lsn confirmed, Collection<StreamMark> marks) {
    List<Lsn> prefixes =
        marks.stream()
            .filter(mark -> mark.system().equals(system) && mark.timeline() == timeline)
            .filter(mark -> mark.range().from().compareTo(confirmed) <= 0)
            .map(mark -> mark.range().to())
            .sorted(Comparator.reverseOrder())
            .toList();
    if (prefixes.size() < required) {
      return confirmed;
    }
    Lsn next = prefixes.get(required - 1);
    return next.compareTo(confirmed) > 0 ? next : confirmed;
  }
}
