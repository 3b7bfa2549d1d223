package dev.backstay.postgres.server;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's short-lived programs, with what they say in a file.
 *
 * @param user who runs them
 * @param directory where they run
 * @param output the file for what they say; written anew by each
 */
public record ServerCommand(ServerUser user, Path directory, Path output) {
  /** Recovery after a crash included; pg_ctl itself gives up sooner. */
  public static final Duration LIMIT = Duration.ofMinutes(2);

  /** Runs a program to its end, without input, and returns its exit status. */
  public int status(List<String> command) {
    return status(command, Optional.empty(), LIMIT);
  }

  /** The same for a program that may run for long. */
  public int status(List<String> command, Duration limit) {
    return status(command, Optional.empty(), limit);
  }

  /** Runs a program that must end well. */
  public void run(List<String> command, Optional<Path> input) {
    run(command, input, LIMIT);
  }

  /** Runs a program that must end well, within a time. */
  public void run(List<String> command, Optional<Path> input, Duration limit) {
    int status = status(command, input, limit);
    if (status != 0) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "'%s' ended with status %d: %s"
              .formatted(Path.of(command.getFirst()).getFileName(), status, lastWords()));
    }
  }

  private int status(List<String> command, Optional<Path> input, Duration limit) {
    Process process = start(command, input);
    try {
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BackstayException(
            ErrorCode.START_FAILED,
            "'%s' did not end within %d s".formatted(command.getFirst(), limit.toSeconds()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for '" + command.getFirst() + "'", e);
    }
  }

  private Process start(List<String> command, Optional<Path> input) {
    try {
      // A file, not a pipe: a server that pg_ctl starts inherits it and would keep a pipe open.
      return new ProcessBuilder(user.command(command))
          .directory(directory.toFile())
          .redirectInput(input.orElse(Path.of("/dev/null")).toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED, "'" + command.getFirst() + "' could not be run", e);
    }
  }

  private String lastWords() {
    try {
      return Files.readString(output).strip().lines().reduce("", (before, line) -> line);
    } catch (IOException e) {
      return "see " + output;
    }
  }
}
