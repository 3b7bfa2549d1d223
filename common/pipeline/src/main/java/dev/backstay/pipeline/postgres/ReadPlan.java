package dev.backstay.pipeline.postgres;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.ServerFacts;
import dev.backstay.pipeline.postgres.PhysicalBackupRequest.Extent;
import java.time.Instant;
import java.util.Optional;

/** What a physical backup reads of a cluster, decided before anything is read. */
sealed interface ReadPlan {
  /** Why everything is read, when it was asked for. */
  String ASKED = "everything, as asked for";

  /**
   * All of it.
   *
   * @param reason why, for people
   */
  record Everything(String reason) implements ReadPlan {}

  /** What changed since the backup before. */
  record ChangesSince(PhysicalTags before) implements ReadPlan {}

  /**
   * Decides.
   *
   * @param newest what is known of the newest backup of the lineage
   */
  static ReadPlan of(Extent wish, ServerFacts server, Optional<PhysicalTags> newest, Instant now) {
    if (newest.isEmpty()) {
      return new Everything(wish.full() ? ASKED : "everything, since there is no backup before it");
    }
    PhysicalTags before = newest.get();
    if (!before.system().equals(server.system()) && !wish.anyCluster()) {
      throw new BackstayException(
          ErrorCode.SOURCE_DIFFERENT,
          "the server is another cluster (system identifier %s) than the one backed up before (%s); nothing was read"
              .formatted(server.system(), before.system()));
    }
    if (wish.full()) {
      return new Everything(ASKED);
    }
    if (before.major() != server.major()) {
      return new Everything(
          "everything, since the server became version %d after %d"
              .formatted(server.major(), before.major()));
    }
    if (server.checksums() && !before.checksums()) {
      // To turn them on rewrites every page, and no log tells of it.
      return new Everything(
          "everything, since the backup before is not known to have page checksums");
    }
    if (before.fullRead().plus(wish.fullEvery()).isBefore(now)) {
      return new Everything("everything, since the last full read was at " + before.fullRead());
    }
    return new ChangesSince(before);
  }
}
