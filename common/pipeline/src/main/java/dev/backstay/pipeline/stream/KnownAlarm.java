package dev.backstay.pipeline.stream;

import dev.backstay.contract.event.StreamTrouble;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one trouble of a stream stands, in staging: so that an alarm is cleared by whoever finds the
 * trouble over, and told whatever happens to who raised it.
 *
 * <pre>
 * name = "stream-alarms/" source "/" kind
 * </pre>
 *
 * @param raised whether the trouble is there; else it is over
 * @param told whether an event told this
 */
public record KnownAlarm(
    StreamTrouble kind, boolean raised, String message, String remedy, Instant at, boolean told) {
  private static final String FOLDER = "stream-alarms";

  private BlobName name(SourceName source) {
    return BlobName.of(FOLDER + "/" + source + "/" + kind.name().toLowerCase(Locale.ROOT));
  }

  /** The same, told. */
  public KnownAlarm asTold() {
    return new KnownAlarm(kind, raised, message, remedy, at, true);
  }

  /** Records it. */
  public void write(BlobStore staging, SourceName source) {
    FlatRecord.put(
        staging,
        name(source),
        FlatRecord.encode(
            "kind", kind.name(),
            "raised", Boolean.toString(raised),
            "message", message,
            "remedy", remedy,
            "at", at.toString(),
            "told", Boolean.toString(told)));
  }

  /** Whether it still stands as this says. */
  public boolean isCurrent(BlobStore staging, SourceName source) {
    return read(staging, name(source)).equals(Optional.of(this));
  }

  /** How the troubles of a source stand, of those that ever were. */
  public static List<KnownAlarm> list(BlobStore staging, SourceName source) {
    List<BlobName> names = new ArrayList<>();
    staging.list(FOLDER + "/" + source, stat -> names.add(stat.name()));
    List<KnownAlarm> alarms = new ArrayList<>();
    names.stream().sorted().forEach(name -> read(staging, name).ifPresent(alarms::add));
    return alarms;
  }

  private static Optional<KnownAlarm> read(BlobStore staging, BlobName name) {
    return FlatRecord.read(
        staging,
        name,
        fields ->
            new KnownAlarm(
                StreamTrouble.valueOf(fields.text("kind")),
                Boolean.parseBoolean(fields.text("raised")),
                fields.text("message"),
                fields.text("remedy"),
                Instant.parse(fields.text("at")),
                Boolean.parseBoolean(fields.text("told"))));
  }
}
