package dev.backstay.catalog.api;

import dev.backstay.contract.event.PruneId;
import java.util.List;
import java.util.Optional;

/**
 * What retention lets go of was asked to be removed.
 *
 * @param prune the first of {@code prunes}; null when retention keeps everything
 * @param prunes one for each series of backups that loses some
 */
public record PruneAccepted(String source, Optional<String> prune, List<String> prunes) {
  public static PruneAccepted of(String source, List<PruneId> asked) {
    List<String> prunes = asked.stream().map(PruneId::toString).toList();
    return new PruneAccepted(source, prunes.stream().findFirst(), prunes);
  }
}
