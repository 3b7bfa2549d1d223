package dev.backstay.postgres.server;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of PostgreSQL's programs of one major version.
 *
 * @param folder of {@code initdb}, {@code pg_ctl}, {@code postgres} and whatever else was installed
 * @param major the version, such as 15
 */
public record ServerPrograms(Path folder, int major) {
  /** Where distributions install versions side by side. */
  private static final List<String> INSTALLED =
      List.of("/usr/lib/postgresql/%d/bin", "/usr/pgsql-%d/bin", "/usr/lib64/pgsql%d/bin");

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /**
   * The programs of a version: in one of the given folders (those of {@code PATH} among them, if
   * the caller wants), else where distributions install them.
   */
  public static Optional<ServerPrograms> find(int major, List<Path> more) {
    for (Path folder : more) {
      if (majorOf(folder).equals(OptionalInt.of(major))) {
        return Optional.of(new ServerPrograms(folder, major));
      }
    }
    return INSTALLED.stream()
        .map(form -> Path.of(form.formatted(major)))
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .findFirst()
        .map(folder -> new ServerPrograms(folder, major));
  }

  /** The same; none is {@code PROGRAM_MISSING}. */
  public static ServerPrograms require(int major, List<Path> more) {
    return find(major, more)
        .orElseThrow(() ->
            new BackstayException(
                ErrorCode.PROGRAM_MISSING,
                "no server of PostgreSQL %d is on this host; nothing was restored"
                    .formatted(major)));
  }

  /** All major versions of a range whose programs are here, the newest first. */
  public static List<ServerPrograms> installed(int oldest, int newest) {
    List<ServerPrograms> found = new ArrayList<>();
    for (int major = newest; major >= oldest; major--) {
      find(major, List.of()).ifPresent(found::add);
    }
    return found;
  }

  /** The programs in a folder, whatever version they are; empty when it has no server. */
  public static Optional<ServerPrograms> in(Path folder) {
    OptionalInt major = majorOf(folder);
    return major.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServerPrograms(folder, major.getAsInt()));
  }

  public boolean has(String name) {
    return Files.isExecutable(folder.resolve(name));
  }

  /** The path of a program, for a command line. */
  public String program(String name) {
    return folder.resolve(name).toString();
  }

  private static OptionalInt majorOf(Path folder) {
    Path server = folder.resolve("postgres");
    if (!Files.isExecutable(server)) {
      return OptionalInt.empty();
    }
    try {
      Process process =
          new ProcessBuilder(server.toString(), "--version").redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(said);
      return version.find()
          ? OptionalInt.of(Integer.parseInt(version.group(1)))
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty(); // for another kind of machine
    }
  }
}
