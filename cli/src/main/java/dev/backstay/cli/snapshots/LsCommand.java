package dev.backstay.cli.snapshots;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.pipeline.SnapshotListing;
import dev.backstay.vault.Vault;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.snapshot.StoredSnapshot;
import dev.backstay.vault.tree.Node;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay ls}. */
@Command(name = "ls", description = "List what is in a snapshot.")
public final class LsCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();

  @Parameters(
      index = "0",
      paramLabel = "SNAPSHOT",
      description = "Its id, how the id begins, or 'latest'.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATH",
      description = "List this and everything below it; a pattern as in restore --include.")
  private @Nullable String path;

  @Option(
      names = {"-l", "--long"},
      description = "With permissions, owner, size and time.")
  private boolean detailed;

  LsCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    try (Vault vault = place.open(console)) {
      StoredSnapshot snapshot = vault.snapshots().find(name);
      Lines lines = new Lines(console);
      try (VaultReader reader = vault.reader()) {
        SnapshotListing.walk(reader, snapshot, includes(), lines);
      }
      if (lines.damage != null) {
        throw lines.damage;
      }
      if (!lines.any && path != null) {
        throw new BackstayException(
            ErrorCode.PATH_NOT_FOUND,
            "nothing in snapshot %s matches %s".formatted(snapshot.id().shortHex(), path));
      }
    }
    return 0;
  }

  private List<String> includes() {
    return path == null || path.equals("/") ? List.of() : List.of(path);
  }

  private final class Lines implements SnapshotListing.Visitor {
    private final Console console;
    private boolean any;
    private @Nullable BackstayException damage;

    Lines(Console console) {
      this.console = console;
    }

    @Override
    public void visit(EntryPath at, Node node) {
      any = true;
      FileEntry entry = node.entry();
      console.tell(() -> json(at, entry), () -> detailed ? detail(at, entry) : at.toString());
    }

    @Override
    public void unreadable(EntryPath at, BackstayException cause) {
      console.problem(at.toString(), cause);
      damage = cause;
    }
  }

  private static JsonLine json(EntryPath path, FileEntry entry) {
    return JsonLine.of("entry")
        .with("path", path.toString())
        .with("kind", entry.type().name().toLowerCase(Locale.ROOT))
        .with("permissions", "%04o".formatted(entry.permissions()))
        .with("uid", Integer.toUnsignedLong(entry.owner().uid()))
        .with("gid", Integer.toUnsignedLong(entry.owner().gid()))
        .with("user", entry.owner().user())
        .with("group", entry.owner().group())
        .with("size", entry.size())
        .with("modified", entry.times().modified())
        .with("target", entry.linkTarget().map(FileName::toString));
  }

  private String detail(EntryPath path, FileEntry entry) {
    return "%s  %-8s %-8s %12d  %s  %s%s"
        .formatted(
            Permissions.of(entry),
            owner(entry.owner().user(), entry.owner().uid()),
            owner(entry.owner().group(), entry.owner().gid()),
            entry.size(),
            Wording.time(entry.times().modified(), world.zone()),
            path,
            target(entry));
  }

  private static String owner(String owner, int number) {
    return owner.isEmpty() ? Integer.toUnsignedString(number) : Wording.printable(owner);
  }

  private static String target(FileEntry entry) {
    Optional<FileName> target = entry.linkTarget();
    return entry.type() == FileType.SYMLINK && target.isPresent()
        ? " -> " + Wording.printable(target.get().toString())
        : "";
  }
}
