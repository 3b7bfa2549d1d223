package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.Packing;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.policy.HumanDuration;
import dev.backstay.vault.Vault;
import dev.backstay.vault.prune.PruneOptions;
import dev.backstay.vault.prune.PruneReport;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay vault prune}. */
@Command(
    name = "prune",
    description = "Free the space of what no snapshot needs, in two phases.",
    footer = {
      "",
      "A prune marks what is not needed any more and deletes what an earlier prune marked longer"
          + " ago",
      "than the grace: run it now and then. Stock 'restic prune' only where nobody writes"
          + " meanwhile."
    })
final class PruneCommand implements Callable<Integer> {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,2})?)%?");
  private static final double WHOLE = 100;

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final Packing packing = new Packing();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only tell what would be done.")
  private boolean dryRun;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      defaultValue = "24h",
      description =
          "How long something stays marked before it is deleted, longer than any backup runs;"
              + " default ${DEFAULT-VALUE}, 0s deletes at once.")
  private String grace = "24h";

  @Option(
      names = "--max-unused",
      paramLabel = "PERCENT",
      defaultValue = "5%",
      description = "Waste to leave where it is; default ${DEFAULT-VALUE}.")
  private String maxUnused = "5%";

  PruneCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    PruneOptions options = options();
    Console console = Console.of(world, output);
    PruneReport report;
    try (Vault vault = place.open(console, packing::on);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = vault.prune(options, new VaultProgress(progress));
    }
    console.tell(json(report), text(report));
    return 0;
  }

  private PruneOptions options() {
    Matcher percent = PERCENT.matcher(maxUnused);
    if (!percent.matches()) {
      throw new BackstayException(
          ErrorCode.USAGE, "--max-unused is for example 5%, not '" + maxUnused + "'");
    }
    try {
      PruneOptions options =
          PruneOptions.DEFAULTS
              .withGrace(HumanDuration.parse(grace))
              .withMaxUnusedShare(Double.parseDouble(percent.group(1)) / WHOLE);
      return dryRun ? options.asDryRun() : options;
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static JsonLine json(PruneReport report) {
    return JsonLine.of("summary")
        .with("command", "vault prune")
        .with("dry_run", report.dryRun())
        .with("used_bytes", report.used().bytes())
        .with("unused_bytes", report.unused().bytes())
        .with("orphan_packs", report.orphans().count())
        .with("repacked_packs", report.repacked().count())
        .with("repacked_bytes", report.repacked().bytes())
        .with("marked_packs", report.marked().count())
        .with("marked_bytes", report.marked().bytes())
        .with("unmarked_packs", report.unmarked().count())
        .with("deleted_packs", report.deleted().count())
        .with("deleted_bytes", report.deleted().bytes())
        .with("rewritten_index_files", report.rewrittenIndexFiles())
        .with("swept_leftovers", report.sweptLeftovers());
  }

  private String text(PruneReport report) {
    return """
    %s
      needed       %s
      not needed   %s
      rewritten    %s
      marked       %s, deleted by a prune %s from now on
      deleted      %s\
    """
        .formatted(
            report.dryRun() ? "would prune (nothing was changed)" : "pruned",
            Wording.size(report.used().bytes()),
            Wording.size(report.unused().bytes()),
            packs(report.repacked()),
            packs(report.marked()),
            grace,
            packs(report.deleted()));
  }

  private static String packs(PruneReport.Amount amount) {
    return "%s, %s".formatted(Wording.count(amount.count(), "pack"), Wording.size(amount.bytes()));
  }
}
