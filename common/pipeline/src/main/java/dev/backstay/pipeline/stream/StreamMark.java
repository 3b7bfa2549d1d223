package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a destination holds of the stream of a source, without a gap up to its newest byte: on the
 * newest timeline, and before it on those it branched off from. Written into staging by whoever
 * brought it there and read it back.
 *
 * <pre>
 * name = "stream-marks/" destination "/" source
 * </pre>
 *
 * @param range from behind the last gap to the newest byte
 * @param until by the server's clock, up to when all that it wrote on the timeline is in the range
 *     or in the log before it; {@link LogTime#UNKNOWN} where nobody knows
 * @param storedAt when the newest byte was stored
 */
public record StreamMark(
    SystemId system, int timeline, LogRange range, Instant until, Instant storedAt) {
  /** The name of a mark. */
  public static BlobName name(DestinationName destination, SourceName source) {
    return BlobName.of(StagingNames.streamMarks(destination) + "/" + source);
  }

  /** Writes it. */
  public void write(BlobStore staging, DestinationName destination, SourceName source) {
    FlatRecord.put(staging, name(destination, source), encode());
  }

  /** The mark of a destination, if it has one that is whole. */
  public static Optional<StreamMark> read(
      BlobStore staging, DestinationName destination, SourceName source) {
    return FlatRecord.read(staging, name(destination, source), StreamMark::of);
  }

  /** The marks that the destinations of a source have. */
  public static Map<DestinationName, StreamMark> readAll(
      BlobStore staging, Iterable<DestinationName> destinations, SourceName source) {
    Map<DestinationName, StreamMark> marks = new HashMap<>();
    for (DestinationName destination : destinations) {
      read(staging, destination, source).ifPresent(mark -> marks.put(destination, mark));
    }
    return marks;
  }

  byte[] encode() {
    return FlatRecord.encode(
        "system", system.toString(),
        "timeline", Integer.toString(timeline),
        "from", range.from().toString(),
        "to", range.to().toString(),
        "until", until.toString(),
        "storedAt", storedAt.toString());
  }

  static StreamMark of(FlatRecord fields) {
    return new StreamMark(
        SystemId.parse(fields.text("system")),
        Integer.parseInt(fields.text("timeline")),
        new LogRange(Lsn.parse(fields.text("from")), Lsn.parse(fields.text("to"))),
        Instant.parse(fields.text("until")),
        Instant.parse(fields.text("storedAt")));
  }
}
