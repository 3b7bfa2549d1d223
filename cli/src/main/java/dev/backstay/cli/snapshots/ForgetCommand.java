package dev.backstay.cli.snapshots;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.stream.WalRange;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay forget}. */
@Command(
    name = "forget",
    description = "Remove snapshots; what only they needed stays until a prune.",
    footer = {
      "",
      "--keep-last counts for each host and its paths by themselves, and leaves pieces of a stream",
      "(tag wal) alone: older backups may need them. Without --yes nothing is removed: look with",
      "--dry-run first."
    })
public final class ForgetCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final SnapshotFilter filter = new SnapshotFilter();

  @Parameters(
      arity = "0..*",
      paramLabel = "SNAPSHOT",
      description = "Those to remove, by id or how it begins.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--keep-last",
      paramLabel = "N",
      description = "Instead of names: remove all but the newest N.")
  private @Nullable Integer keepLast;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only tell what would be removed.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Remove them: this cannot be undone.")
  private boolean confirmed;

  ForgetCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    refuseContradiction();
    Console console = Console.of(world, output);
    Set<StoredSnapshot> chosen;
    int kept;
    try (Vault vault = place.open(console)) {
      List<StoredSnapshot> all = filter.of(vault.snapshots().all());
      chosen = keepLast == null ? named(vault) : beyond(all, keepLast);
      kept = Math.max(0, all.size() - chosen.size());
      if (!dryRun && !chosen.isEmpty()) {
        vault.forget(chosen.stream().map(StoredSnapshot::id).toList());
      }
    }
    tell(console, chosen, kept);
    return 0;
  }

  private void refuseContradiction() {
    if (names.isEmpty() == (keepLast == null)) {
      throw usage("name either snapshots or --keep-last");
    }
    if (keepLast != null && keepLast < 1) {
      throw usage("--keep-last is at least 1, so that something is kept");
    }
    if (!dryRun && !confirmed) {
      throw usage("forget removes snapshots for good: pass --dry-run to look, or --yes");
    }
  }

  private static BackstayException usage(String message) {
    return new BackstayException(ErrorCode.USAGE, message);
  }

  private Set<StoredSnapshot> named(Vault vault) {
    Set<StoredSnapshot> found = new LinkedHashSet<>();
    names.forEach(name -> found.add(vault.snapshots().find(name)));
    return found;
  }

  /**
   * Of each host and its paths, those before the newest; the list is sorted by time. Pieces of a
   * stream are spared: the oldest of them may be what a newer backup goes on with.
   */
  private static Set<StoredSnapshot> beyond(List<StoredSnapshot> snapshots, int keep) {
    record Origin(String hostname, List<String> paths) {}
    Map<Origin, Integer> seen = new HashMap<>();
    Set<StoredSnapshot> beyond = new LinkedHashSet<>();
    for (StoredSnapshot stored : snapshots.reversed()) {
      if (stored.snapshot().tags().contains(WalRange.SPARED)) {
        continue;
      }
      Origin origin = new Origin(stored.snapshot().hostname(), stored.snapshot().paths());
      if (seen.merge(origin, 1, Integer::sum) > keep) {
        beyond.add(stored);
      }
    }
    return beyond;
  }

  private void tell(Console console, Set<StoredSnapshot> chosen, int kept) {
    Table table = new Table("ID", "Time", "Host", "Paths");
    for (StoredSnapshot stored : chosen) {
      Snapshot snapshot = stored.snapshot();
      table.row(
          stored.id().shortHex(),
          Wording.time(snapshot.time(), world.zone()),
          Wording.printable(snapshot.hostname()),
          Wording.printable(String.join(", ", snapshot.paths())));
      console.emit(
          JsonLine.of("forgotten")
              .with("id", stored.id().hex())
              .with("time", snapshot.time())
              .with("dry_run", dryRun));
    }
    if (!chosen.isEmpty()) {
      table.lines().forEach(console::say);
    }
    console.tell(
        JsonLine.of("summary")
            .with("command", "forget")
            .with("dry_run", dryRun)
            .with("removed", chosen.size())
            .with("kept", kept),
        "%s %s%s"
            .formatted(
                dryRun ? "would remove" : "removed",
                Wording.count(chosen.size(), "snapshot"),
                chosen.isEmpty() || dryRun ? "" : "; 'backstay vault prune' frees their space"));
  }
}
