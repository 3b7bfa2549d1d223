package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.vault.Vault;
import dev.backstay.vault.stats.VaultStats;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backstay vault stats}. */
@Command(name = "stats", description = "Tell what the vault holds and how much space it takes.")
final class StatsCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  StatsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    VaultStats stats;
    try (Vault vault = place.open(console);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      stats = vault.stats(new VaultProgress(progress));
    }
    console.tell(json(stats), text(stats));
    return 0;
  }

  private static JsonLine json(VaultStats stats) {
    return JsonLine.of("stats")
        .with("snapshots", stats.snapshots())
        .with("packs", stats.packs().count())
        .with("orphan_packs", stats.orphans().count())
        .with("marked_packs", stats.marked().count())
        .with("stored_bytes", stats.storedBytes())
        .with("blobs", stats.blobs())
        .with("duplicate_blobs", stats.duplicates())
        .with("sealed_bytes", stats.sealedBytes())
        .with("plain_bytes", stats.plainBytes())
        .with("restore_bytes", stats.restoreBytes())
        .with("deduplication_ratio", stats.deduplicationRatio())
        .with("compression_ratio", stats.compressionRatio());
  }

  private static String text(VaultStats stats) {
    return """
    snapshots    %s, %s if each were restored
    stored       %s in %s
    saved        %s deduplication, %s compression
    to prune     %s without an index, %s marked\
    """
        .formatted(
            Wording.number(stats.snapshots()),
            Wording.size(stats.restoreBytes()),
            Wording.size(stats.storedBytes()),
            Wording.count(stats.packs().count(), "pack"),
            ratio(stats.deduplicationRatio()),
            ratio(stats.compressionRatio()),
            Wording.count(stats.orphans().count(), "pack"),
            Wording.count(stats.marked().count(), "pack"));
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.1f:1", ratio);
  }
}
