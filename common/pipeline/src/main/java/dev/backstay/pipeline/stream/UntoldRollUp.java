package dev.backstay.pipeline.stream;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import java.util.ArrayList;
import java.util.List;

/**
 * A roll-up that is committed and of which no event tells yet. Recorded in staging before the
 * roll-up itself, so that it is told whatever happens next; a broker that is away delays the
 * telling alone.
 *
 * <pre>
 * name = "stream-untold/" source "/" backup
 * </pre>
 */
public record UntoldRollUp(SourceName source, BackupId backup) {
  private static String folder(SourceName source) {
    return "stream-untold/" + source;
  }

  private BlobName name() {
    return BlobName.of(folder(source) + "/" + backup);
  }

  /** Records it. */
  public void write(BlobStore staging) {
    FlatRecord.put(staging, name(), FlatRecord.encode("backup", backup.toString()));
  }

  /** An event told it. */
  public void remove(BlobStore staging) {
    staging.delete(name());
  }

  /** Those of a source. */
  public static List<UntoldRollUp> list(BlobStore staging, SourceName source) {
    List<BlobName> names = new ArrayList<>();
    staging.list(folder(source), stat -> names.add(stat.name()));
    return names.stream()
        .sorted()
        .map(name -> new UntoldRollUp(source, BackupId.parse(name.lastSegment())))
        .toList();
  }
}
