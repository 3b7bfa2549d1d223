package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.StreamRecord;
import dev.backstay.contract.policy.SourceName;
import java.util.List;
import java.util.Optional;

/** The continuous captures that the catalog knows. */
public interface Streams {
  /** A roll-up every five minutes for a year, and the backups of a year. */
  int MAX_PIECES = 120_000;

  /** Of removed pieces only the newest matter: they say how far the stream was rolled up. */
  int REMOVED = 20;

  /** Every stream, by source. */
  List<StreamRecord> all();

  Optional<StreamRecord> one(SourceName source);

  /**
   * The physical backups and pieces of the stream of a source, the {@link #MAX_PIECES} newest, and
   * the {@link #REMOVED} newest pieces that were removed.
   */
  List<StreamPiece> pieces(SourceName source);
}
