package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.contract.policy.SourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The continuous captures that the catalog knows. */
public interface Streams {
  /** A roll-up every five minutes for a year, and the backups of a year. */
  int MAX_PIECES = 120_000;

  /** Every stream, by source. */
  List<StreamRecord> all();

  Optional<StreamRecord> one(SourceName source);

  /**
   * The physical backups and pieces of the stream of a source that some destination offers, the
   * {@link #MAX_PIECES} newest.
   *
   * @param since none that was captured before
   */
  List<StreamPiece> pieces(SourceName source, Instant since);

  /**
   * How far the stream of a source was rolled up at each destination, by system and timeline.
   *
   * @param since roll-ups that were made before are left out
   */
  List<RolledUpTo> rolledUp(SourceName source, Instant since);
}
