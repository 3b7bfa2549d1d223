package dev.backstay.cli.snapshots;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.files.FileType;
import dev.backstay.pipeline.SnapshotDiff;
import dev.backstay.pipeline.SnapshotDiff.Change;
import dev.backstay.pipeline.SnapshotDiff.ChangeKind;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay diff}. */
@Command(
    name = "diff",
    description = "Show what differs between two snapshots.",
    footer = {
      "",
      "+ added   - removed   M content changed   T another kind of entry   U metadata changed"
    })
public final class DiffCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Parameters(index = "0", paramLabel = "BEFORE", description = "The older snapshot.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "The younger snapshot.")
  private String after = "";

  @Option(names = "--metadata", description = "Also show what differs in metadata alone.")
  private boolean metadata;

  DiffCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    Tally tally = new Tally();
    try (Vault vault = place.open(console)) {
      StoredSnapshot older = vault.snapshots().find(before);
      StoredSnapshot younger = vault.snapshots().find(after);
      try (VaultReader reader = vault.reader()) {
        SnapshotDiff.between(
            reader,
            older,
            younger,
            change -> {
              tally.add(change);
              if (metadata || change.kind() != ChangeKind.METADATA) {
                console.tell(() -> json(change), () -> text(change));
              }
            });
      }
    }
    console.tell(tally.json(), tally.text());
    return 0;
  }

  private static JsonLine json(Change change) {
    return JsonLine.of("change")
        .with("change", change.kind().name().toLowerCase(Locale.ROOT))
        .with("path", change.path().toString())
        .with("kind", change.type().name().toLowerCase(Locale.ROOT))
        .with("size_before", change.sizeBefore())
        .with("size_after", change.sizeAfter());
  }

  private static String text(Change change) {
    char letter =
        switch (change.kind()) {
          case ADDED -> '+';
          case REMOVED -> '-';
          case CONTENT -> 'M';
          case TYPE -> 'T';
          case METADATA -> 'U';
        };
    return letter + " " + change.path() + (change.type() == FileType.DIRECTORY ? "/" : "");
  }

  /** The changes by kind. Confined to one thread. */
  private static final class Tally {
    private final Map<ChangeKind, Long> counts = new EnumMap<>(ChangeKind.class);
    private long bytesAdded;
    private long bytesRemoved;

    void add(Change change) {
      counts.merge(change.kind(), 1L, Long::sum);
      bytesAdded += change.kind() == ChangeKind.METADATA ? 0 : change.sizeAfter();
      bytesRemoved += change.kind() == ChangeKind.METADATA ? 0 : change.sizeBefore();
    }

    private long of(ChangeKind kind) {
      return counts.getOrDefault(kind, 0L);
    }

    JsonLine json() {
      return JsonLine.of("summary")
          .with("command", "diff")
          .with("added", of(ChangeKind.ADDED))
          .with("removed", of(ChangeKind.REMOVED))
          .with("content", of(ChangeKind.CONTENT))
          .with("type_changed", of(ChangeKind.TYPE))
          .with("metadata", of(ChangeKind.METADATA))
          .with("bytes_after", bytesAdded)
          .with("bytes_before", bytesRemoved);
    }

    String text() {
      return "%s added, %s removed, %s changed, %s in metadata alone; files of %s became %s"
          .formatted(
              Wording.number(of(ChangeKind.ADDED)),
              Wording.number(of(ChangeKind.REMOVED)),
              Wording.number(of(ChangeKind.CONTENT) + of(ChangeKind.TYPE)),
              Wording.number(of(ChangeKind.METADATA)),
              Wording.size(bytesRemoved),
              Wording.size(bytesAdded));
    }
  }
}
