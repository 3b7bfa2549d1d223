package dev.backstay.oracle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of the distribution, found on the PATH and run to its end with no standard input. A
 * missing one fails the test and names the package that brings it: a silent skip would call an
 * unproven vault proven.
 *
 * <p>The process is owned by the calling thread: it has ended, or was ended, when {@link #run}
 * returns.
 */
final class StockProgram {
  /** Far beyond any test's need; only a hanging program reaches it. */
  private static final Duration LONGEST_RUN = Duration.ofMinutes(15);

  private final String name;
  private final String debianPackage;

  StockProgram(String name, String debianPackage) {
    this.name = name;
    this.debianPackage = debianPackage;
  }

  Verdict run(List<String> commandLine, Map<String, String> environment) {
    require();
    try {
      Path output = Files.createTempFile("oracle", ".out");
      Path errors = Files.createTempFile("oracle", ".err");
      try {
        int exitStatus = runToItsEnd(commandLine, environment, output, errors);
        return new Verdict(
            commandLine, exitStatus, Files.readString(output), Files.readString(errors));
      } finally {
        Files.deleteIfExists(output);
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + " could not be run", e);
    }
  }

  private int runToItsEnd(
      List<String> commandLine, Map<String, String> environment, Path output, Path errors)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(commandLine)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            "%s was still running after %s: %s".formatted(name, LONGEST_RUN, commandLine));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + name + " was running", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private void require() {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return;
      }
    }
    throw new AssertionError(
        "'%s' is not on the PATH, and this test proves nothing without it: apt-get install %s"
            .formatted(name, debianPackage));
  }
}
