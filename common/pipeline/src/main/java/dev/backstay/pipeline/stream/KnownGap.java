package dev.backstay.pipeline.stream;

import dev.backstay.contract.policy.SourceName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.engine.postgres.SystemId;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Log that will never come: the server had removed it before it was captured. Recorded in staging
 * before the stream goes on behind it, so that it is told whatever happens next.
 *
 * <pre>
 * name = "stream-gaps/" source "/" system "/" timeline "/" from "-" to
 * </pre>
 *
 * @param timeline on which the stream went on
 * @param told whether an event told it
 */
public record KnownGap(
    StreamTimeline timeline, LogRange range, String cause, Instant detectedAt, boolean told) {
  private static final String FOLDER = "stream-gaps";
  private static final int HEX = 16;

  private BlobName name() {
    return BlobName.of(
        "%s/%s/%s/%s-%s"
            .formatted(
                FOLDER,
                timeline.source(),
                timeline.key(),
                range.from().hex16(),
                range.to().hex16()));
  }

  /** The same gap, told. */
  public KnownGap asTold() {
    return new KnownGap(timeline, range, cause, detectedAt, true);
  }

  /** Records it. */
  public void write(BlobStore staging) {
    FlatRecord.put(
        staging,
        name(),
        FlatRecord.encode(
            "cause", cause, "detectedAt", detectedAt.toString(), "told", Boolean.toString(told)));
  }

  /** Whether it was recorded before. */
  public boolean isRecorded(BlobStore staging) {
    return staging.stat(name()).isPresent();
  }

  /** The gaps of a source. */
  public static List<KnownGap> list(BlobStore staging, SourceName source) {
    List<BlobName> names = new ArrayList<>();
    staging.list(FOLDER + "/" + source, stat -> names.add(stat.name()));
    List<KnownGap> gaps = new ArrayList<>();
    for (BlobName name : names.stream().sorted().toList()) {
      FlatRecord.read(staging, name, fields -> of(name, source, fields)).ifPresent(gaps::add);
    }
    return gaps;
  }

  private static KnownGap of(BlobName name, SourceName source, FlatRecord fields) {
    String[] parts = name.value().split("[/-]", -1);
    int last = parts.length - 1;
    var timeline =
        new StreamTimeline(
            source, SystemId.parse(parts[last - 3]), HexFormat.fromHexDigits(parts[last - 2]));
    var range =
        new LogRange(
            new Lsn(Long.parseUnsignedLong(parts[last - 1], HEX)),
            new Lsn(Long.parseUnsignedLong(parts[last], HEX)));
    return new KnownGap(
        timeline,
        range,
        fields.text("cause"),
        Instant.parse(fields.text("detectedAt")),
        Boolean.parseBoolean(fields.text("told")));
  }
}
