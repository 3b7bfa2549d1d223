package dev.backstay.cli.vault;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import dev.backstay.vault.check.CheckDepth;
import dev.backstay.vault.check.CheckReport;
import dev.backstay.vault.check.Finding;
import dev.backstay.vault.check.Notice;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay vault check}, and {@code backstay check} for short. */
@Command(
    name = "check",
    description = "Look for damage; nothing is changed.",
    footer = {
      "",
      "Without options the structure is checked: everything but the contents of packs. A damaged",
      "vault is mended with 'backstay repair --from' a good replica."
    })
public final class CheckCommand implements Callable<Integer> {
  private static final Pattern PART = Pattern.compile("([1-9]\\d{0,3})/([1-9]\\d{0,3})");

  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Option(names = "--read-data", description = "Read every byte of every pack too.")
  private boolean readData;

  @Option(
      names = "--part",
      paramLabel = "N/M",
      description = "Read the N-th of M parts of the packs, for example 1/7 on Mondays.")
  private @Nullable String part;

  CheckCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    CheckDepth depth = depth();
    Console console = Console.of(world, output);
    CheckReport report;
    try (Vault vault = place.open(console);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = vault.check(depth, new VaultProgress(progress));
    }
    if (!report.locked()) {
      console.warn("checked without a lock: a prune at the same time may look like damage");
    }
    report.notices().forEach(notice -> console.tell(json(notice), text(notice)));
    report.findings().forEach(finding -> console.tell(json(finding), text(finding)));
    console.tell(json(report), text(report));
    report.orFail();
    refuseForeign(report);
    return 0;
  }

  private CheckDepth depth() {
    if (part == null) {
      return readData ? CheckDepth.READ_DATA : CheckDepth.STRUCTURE;
    }
    Matcher matcher = PART.matcher(part);
    if (readData || !matcher.matches()) {
      throw new BackstayException(
          ErrorCode.USAGE, "--part is for example 1/7, and not given with --read-data");
    }
    try {
      return CheckDepth.part(
          Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    } catch (IllegalArgumentException e) {
      throw new BackstayException(ErrorCode.USAGE, "--part: " + e.getMessage(), e);
    }
  }

  /** Nothing is damaged, yet someone else writes where the vault keeps its own. */
  private static void refuseForeign(CheckReport report) {
    List<Notice> foreign =
        report.notices().stream()
            .filter(notice -> notice.kind() == Notice.Kind.FOREIGN_OBJECT)
            .toList();
    if (!foreign.isEmpty()) {
      throw new BackstayException(
          ErrorCode.FOREIGN_OBJECT,
          "the vault is sound, but %s not its own, such as %s"
              .formatted(
                  Wording.count(foreign.size(), "file in it is", "files in it are"),
                  foreign.getFirst().object()));
    }
  }

  private static JsonLine json(Finding finding) {
    return JsonLine.of("finding")
        .with("object", finding.object().value())
        .with("damage", word(finding.damage()))
        .with("message", finding.what())
        .with("snapshots", finding.snapshots().stream().map(BlobId::hex).toList());
  }

  private static String text(Finding finding) {
    String harmed =
        finding.snapshots().isEmpty()
            ? ""
            : "; harms "
                + Wording.listed(finding.snapshots().stream().map(BlobId::shortHex).toList());
    return "damaged  %s: %s%s".formatted(finding.object(), finding.what(), harmed);
  }

  private static JsonLine json(Notice notice) {
    return JsonLine.of("notice")
        .with("object", notice.object().value())
        .with("kind", word(notice.kind()))
        .with("message", notice.what());
  }

  private static String text(Notice notice) {
    return "noticed  %s: %s".formatted(notice.object(), notice.what());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static JsonLine json(CheckReport report) {
    CheckReport.Seen seen = report.seen();
    return JsonLine.of("summary")
        .with("command", "check")
        .with("sound", report.isSound())
        .with("findings", report.findings().size() + report.findingsBeyond())
        .with("notices", report.notices().size() + report.noticesBeyond())
        .with("snapshots", seen.snapshots())
        .with("trees", seen.trees())
        .with("index_files", seen.indexFiles())
        .with("packs", seen.packs())
        .with("blobs", seen.blobs())
        .with("packs_read", seen.packsRead())
        .with("bytes_read", seen.bytesRead())
        .with("locked", report.locked());
  }

  private static String text(CheckReport report) {
    CheckReport.Seen seen = report.seen();
    return "%s: %s, %s, %s; %s"
        .formatted(
            report.isSound() ? "no damage found" : "damage found",
            Wording.count(seen.snapshots(), "snapshot"),
            Wording.count(seen.packs(), "pack"),
            Wording.count(seen.blobs(), "blob"),
            seen.packsRead() == 0
                ? "structure only (--read-data reads every byte)"
                : "read %s of %s"
                    .formatted(
                        Wording.size(seen.bytesRead()), Wording.count(seen.packsRead(), "pack")));
  }
}
