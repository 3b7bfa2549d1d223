package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
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
 * The stock client programs of one installed version. A client package without a server is enough.
 *
 * @param folder of {@code pg_dump}, {@code pg_dumpall}, {@code pg_restore} and {@code psql}
 */
public record ClientPrograms(Path folder, int major) {
  /** Where distributions install versions side by side. */
  private static final List<String> INSTALLED =
      List.of(
          "/usr/lib/postgresql/%d/bin",
          "/usr/pgsql-%d/bin", "/usr/lib64/pgsql%d/bin", "/opt/homebrew/opt/postgresql@%d/bin");

  /** Versions looked for beyond the one that is needed: several years of releases. */
  private static final int NEWER = 6;

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /**
   * The programs of that version, or else of the next newer one that is installed: pg_dump dumps
   * older servers and pg_restore reads older archives, never the other way round. Fails with {@code
   * PROGRAM_MISSING}.
   *
   * @param folders looked into before those of distributions
   */
  public static ClientPrograms atLeast(int major, List<Path> folders) {
    List<ClientPrograms> given = new ArrayList<>();
    for (Path folder : folders) {
      majorOf(folder).ifPresent(found -> given.add(new ClientPrograms(folder, found)));
    }
    for (int each = major; each <= major + NEWER; each++) {
      int wanted = each;
      Optional<ClientPrograms> found =
          given.stream().filter(programs -> programs.major == wanted).findFirst();
      if (found.isEmpty()) {
        found = installed(wanted);
      }
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new BackstayException(
        ErrorCode.PROGRAM_MISSING,
        "no pg_dump and pg_restore of PostgreSQL %d or newer is installed%s; nothing was started"
            .formatted(major, older(given)));
  }

  private static String older(List<ClientPrograms> given) {
    return given.isEmpty()
        ? ""
        : ", only of " + given.stream().map(programs -> programs.major).sorted().toList();
  }

  private static Optional<ClientPrograms> installed(int major) {
    return INSTALLED.stream()
        .map(form -> Path.of(form.formatted(major)))
        .filter(folder -> Files.isExecutable(folder.resolve("pg_dump")))
        .findFirst()
        .map(folder -> new ClientPrograms(folder, major));
  }

  /** The path of a program. */
  String program(String name) {
    return folder.resolve(name).toString();
  }

  /** Whether a program has an option; minor releases bring some. */
  boolean knows(String program, String option) {
    return said(folder.resolve(program), "--help").contains(option);
  }

  private static OptionalInt majorOf(Path folder) {
    Path program = folder.resolve("pg_dump");
    if (!Files.isExecutable(program)) {
      return OptionalInt.empty();
    }
    Matcher version = VERSION.matcher(said(program, "--version"));
    return version.find()
        ? OptionalInt.of(Integer.parseInt(version.group(1)))
        : OptionalInt.empty();
  }

  private static String said(Path program, String option) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), option)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      try (InputStream said = process.getInputStream()) {
        return new String(said.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.PROGRAM_MISSING, program + " cannot be run; nothing was started", e);
    }
  }
}
