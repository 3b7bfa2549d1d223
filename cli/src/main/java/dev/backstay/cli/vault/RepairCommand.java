package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.Vault;
import dev.backstay.vault.repair.RepairReport;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay vault repair}, and {@code backstay repair} for short. */
@Command(
    name = "repair",
    description = "Mend the vault with what a replica of it still holds.",
    footer = {
      "",
      "The password opens the replica; the damaged vault itself need not open. What is intact is"
          + " not",
      "touched. See 'backstay vault copy' for how to make a replica while all is well."
    })
public final class RepairCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "LOCATION",
      description = "Where a good replica is.")
  private String replica = "";

  RepairCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    RepairReport report;
    try (BlobStore damaged = place.store(console);
        Vault good = place.openReplica(replica, console);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = good.repair(damaged, new VaultProgress(progress));
    }
    for (RepairReport.Mended mended : report.mended()) {
      String means = mended.means().name().toLowerCase(Locale.ROOT);
      console.tell(
          JsonLine.of("mended").with("object", mended.object().value()).with("means", means),
          "mended   %s: %s".formatted(mended.object(), means));
    }
    for (RepairReport.Unmended unmended : report.unmended()) {
      console.tell(
          JsonLine.of("unmended")
              .with("object", unmended.object().value())
              .with("message", unmended.why()),
          "damaged  %s: %s".formatted(unmended.object(), unmended.why()));
    }
    console.tell(json(report), text(report));
    report.orFail();
    return 0;
  }

  private JsonLine json(RepairReport report) {
    return JsonLine.of("summary")
        .with("command", "repair")
        .with("from", replica)
        .with("mended", report.mended().size())
        .with("unmended", report.unmended().size())
        .with("blobs_from_replica", report.blobsFromReplica())
        .with("blobs_kept", report.blobsKept());
  }

  private String text(RepairReport report) {
    return report.mended().isEmpty() && report.isComplete()
        ? "nothing is damaged"
        : "mended %s from %s; 'backstay check --read-data' proves it"
            .formatted(Wording.count(report.mended().size(), "object"), replica);
  }
}
