package dev.backstay.cli.snapshots;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Table;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.snapshot.Snapshot;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay snapshots}. */
@Command(name = "snapshots", description = "List the snapshots of a vault, oldest first.")
public final class SnapshotsCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final SnapshotFilter filter = new SnapshotFilter();

  SnapshotsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    List<StoredSnapshot> found;
    try (Vault vault = place.open(console)) {
      found = filter.of(vault.snapshots().all());
    }
    found.forEach(stored -> console.emit(json(stored)));
    if (found.isEmpty()) {
      console.note("there is no snapshot yet");
    } else {
      table(found).lines().forEach(console::say);
    }
    return 0;
  }

  static JsonLine json(StoredSnapshot stored) {
    Snapshot snapshot = stored.snapshot();
    return JsonLine.of("snapshot")
        .with("id", stored.id().hex())
        .with("short_id", stored.id().shortHex())
        .with("time", snapshot.time())
        .with("hostname", snapshot.hostname())
        .with("username", snapshot.username())
        .with("paths", snapshot.paths())
        .with("excludes", snapshot.excludes())
        .with("tags", snapshot.tags())
        .with("tree", snapshot.tree().hex())
        .with("parent", snapshot.parent().map(BlobId::hex));
  }

  private Table table(List<StoredSnapshot> found) {
    Table table = new Table("ID", "Time", "Host", "Tags", "Paths");
    for (StoredSnapshot stored : found) {
      Snapshot snapshot = stored.snapshot();
      table.row(
          stored.id().shortHex(),
          Wording.time(snapshot.time(), world.zone()),
          Wording.printable(snapshot.hostname()),
          Wording.printable(String.join(",", snapshot.tags())),
          Wording.printable(String.join(", ", snapshot.paths())));
    }
    return table;
  }
}
