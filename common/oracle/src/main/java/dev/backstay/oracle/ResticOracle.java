package dev.backstay.oracle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stock {@code restic} (0.14 or later) looking at one repository: an independent judge of the vault
 * format. Every test that wrote a vault ends with {@link #check}.
 *
 * <pre>{@code
 * new ResticOracle(vaultDirectory, passwordFile).check().orFail();
 * }</pre>
 *
 * @param repository what {@code restic --repo} takes: a directory, or a location such as {@code
 *     sftp:user@host:/path}
 * @param passwordFile holds the password; a last line feed is not part of it
 * @param environment further variables, such as credentials of a store
 */
public record ResticOracle(String repository, Path passwordFile, Map<String, String> environment) {
  private static final StockProgram RESTIC = new StockProgram("restic", "restic");

  public ResticOracle {
    environment = Map.copyOf(environment);
  }

  public ResticOracle(Path repository, Path passwordFile) {
    this(repository.toString(), passwordFile, Map.of());
  }

  /** Runs one restic command, such as {@code run("ls", "latest")}, without a cache. */
  public Verdict run(String... arguments) {
    List<String> commandLine =
        new ArrayList<>(
            List.of(
                "restic",
                "--repo",
                repository,
                "--password-file",
                passwordFile.toString(),
                "--no-cache",
                "--quiet"));
    commandLine.addAll(List.of(arguments));
    return RESTIC.run(commandLine, environment);
  }

  /** Reads everything in the repository and compares it with its names, hashes and structure. */
  public Verdict check() {
    return run("check", "--read-data");
  }

  /** Restores a snapshot ({@code latest}, or an id) with all its files under a directory. */
  public Verdict restore(String snapshot, Path target) {
    return run("restore", snapshot, "--target", target.toString());
  }
}
