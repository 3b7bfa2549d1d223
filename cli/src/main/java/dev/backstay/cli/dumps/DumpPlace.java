package dev.backstay.cli.dumps;

import dev.backstay.cli.console.World;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.logical.DumpSelection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which dumps are passed on: through which directory, by which programs, how. */
final class DumpPlace {
  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "Connections at once, 1 to 64; default ${DEFAULT-VALUE}.",
      defaultValue = "2",
      order = 50)
  private int jobs = 2;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description = "Where files pass through in plain, for this user alone; default: TMPDIR.",
      order = 51)
  private @Nullable Path spool;

  @Option(
      names = "--programs",
      paramLabel = "DIR",
      description = "A folder of pg_dump and pg_restore; may be given several times.",
      order = 52)
  private List<Path> programs = new ArrayList<>();

  int jobs() {
    if (jobs < 1 || jobs > DumpSelection.MAX_JOBS) {
      throw new BackstayException(
          ErrorCode.USAGE, "--jobs is 1 to " + DumpSelection.MAX_JOBS + ", not " + jobs);
    }
    return jobs;
  }

  Path spool(World world) {
    return Optional.ofNullable(spool)
        .or(() -> world.variable("TMPDIR").map(Path::of))
        .orElse(Path.of("/tmp"));
  }

  List<Path> programs() {
    return programs;
  }
}
