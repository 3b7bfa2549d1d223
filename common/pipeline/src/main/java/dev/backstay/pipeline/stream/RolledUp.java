package dev.backstay.pipeline.stream;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.engine.postgres.Lsn;
import dev.backstay.pipeline.staging.StagingNames;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A roll-up that is committed in staging: frames in its range need no longer be kept where it is
 * published.
 *
 * <pre>
 * name = "stream-rollups/" source "/" system "/" timeline "/" from "-" to
 * </pre>
 *
 * @param range from the beginning of a segment to the newest byte
 * @param backup the run that published it
 * @param time how far it leads
 */
public record RolledUp(StreamTimeline timeline, LogRange range, BackupId backup, LogTime time) {
  private static final String ROOT = "stream-rollups";
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})");

  /** Where the records of a timeline lie. */
  static String folder(StreamTimeline timeline) {
    return ROOT + "/" + timeline.source() + "/" + timeline.key();
  }

  BlobName name() {
    return BlobName.of(folder(timeline) + "/" + range.from().hex16() + "-" + range.to().hex16());
  }

  /** Records it. */
  public void write(BlobStore staging) {
    FlatRecord.put(
        staging,
        name(),
        FlatRecord.encode(
            "backup", backup.toString(),
            "until", time.until().toString(),
            "complete", time.complete().toString()));
  }

  /** Whether a destination has published it, read back. */
  boolean isPublished(BlobStore staging, DestinationName destination) {
    return staging.stat(StagingNames.stored(backup, destination)).isPresent();
  }

  /** The record of that name, if it is one and whole. */
  static Optional<RolledUp> read(BlobStore staging, StreamTimeline timeline, BlobName name) {
    Matcher form = FORM.matcher(name.lastSegment());
    if (!form.matches()) {
      return Optional.empty();
    }
    var range = new LogRange(Lsn.ofHex16(form.group(1)), Lsn.ofHex16(form.group(2)));
    return FlatRecord.read(
        staging,
        name,
        fields ->
            new RolledUp(timeline, range, BackupId.parse(fields.text("backup")), time(fields)));
  }

  /** A record from before the two times were told apart counts as complete. */
  private static LogTime time(FlatRecord fields) {
    Instant until = Instant.parse(fields.text("until"));
    return new LogTime(until, fields.find("complete").map(Instant::parse).orElse(until));
  }
}
