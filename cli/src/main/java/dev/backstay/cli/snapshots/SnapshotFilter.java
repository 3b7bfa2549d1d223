package dev.backstay.cli.snapshots;

import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that select snapshots by what is known of them. */
final class SnapshotFilter {
  @Option(names = "--host", paramLabel = "NAME", description = "Only those of this host.")
  private List<String> hosts = new ArrayList<>();

  @Option(names = "--tag", paramLabel = "TAG", description = "Only those with this tag.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--path", paramLabel = "PATH", description = "Only those of this path.")
  private List<String> paths = new ArrayList<>();

  /** Those that have one of the hosts, and all of the tags and paths. */
  List<StoredSnapshot> of(List<StoredSnapshot> snapshots) {
    return snapshots.stream().filter(stored -> matches(stored.snapshot())).toList();
  }

  private boolean matches(Snapshot snapshot) {
    return (hosts.isEmpty() || hosts.contains(snapshot.hostname()))
        && snapshot.tags().containsAll(tags)
        && snapshot.paths().containsAll(paths);
  }
}
