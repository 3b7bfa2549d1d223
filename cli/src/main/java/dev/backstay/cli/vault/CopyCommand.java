package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.pipeline.stream.FrameCopy;
import dev.backstay.store.BlobName;
import dev.backstay.store.BlobStore;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.copy.ReplicationReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay vault copy}. */
@Command(
    name = "copy",
    description = "Make or renew a replica of the vault at another location.",
    footer = {
      "",
      "The replica has the same bytes, keys and passwords. What is there already is not sent"
          + " again,",
      "so a copy that was cut short is simply run again."
    })
final class CopyCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "LOCATION",
      description = "Where the replica is or is to be.")
  private String target = "";

  CopyCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    ReplicationReport report;
    int frames;
    try (Vault vault = place.open(console);
        BlobStore store = place.otherNewStore(target, console);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = vault.copyTo(store, new VaultProgress(progress));
      frames = FrameCopy.run(vault.store(), store);
    }
    report.damaged().forEach(name -> console.tell(problem(name, "damaged"), text(name, "damaged")));
    report
        .withheld()
        .forEach(name -> console.tell(problem(name, "withheld"), text(name, "withheld")));
    if (!report.keysOnlyAtTarget().isEmpty()) {
      console.warn(
          "keys that the vault has no more still open the replica: "
              + Wording.listed(report.keysOnlyAtTarget().stream().map(BlobId::shortHex).toList()));
    }
    if (frames > 0) {
      console.tell(
          JsonLine.of("frames").with("to", target).with("copied", frames),
          "copied %s of continuous log".formatted(Wording.count(frames, "frame")));
    }
    console.tell(json(report), text(report));
    report.orFail();
    return 0;
  }

  private static JsonLine problem(BlobName object, String state) {
    return JsonLine.of("not_copied").with("object", object.value()).with("state", state);
  }

  private static String text(BlobName object, String state) {
    return "%s  %s".formatted(state, object);
  }

  private JsonLine json(ReplicationReport report) {
    ReplicationReport.Copied copied = report.copied();
    return JsonLine.of("summary")
        .with("command", "vault copy")
        .with("to", target)
        .with("objects", copied.objects())
        .with("packs", copied.packs())
        .with("snapshots", copied.snapshots())
        .with("bytes", copied.bytes())
        .with("damaged", report.damaged().size())
        .with("withheld", report.withheld().size())
        .with("snapshots_only_there", report.snapshotsOnlyAtTarget());
  }

  private String text(ReplicationReport report) {
    ReplicationReport.Copied copied = report.copied();
    return copied.objects() == 0
        ? "%s is up to date".formatted(target)
        : "copied %s, %s in all, of %s to %s"
            .formatted(
                Wording.count(copied.objects(), "object"),
                Wording.size(copied.bytes()),
                Wording.count(copied.snapshots(), "new snapshot"),
                target);
  }
}
