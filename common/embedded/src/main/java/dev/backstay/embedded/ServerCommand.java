package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the server's short-lived programs, with what they say in a file. */
record ServerCommand(ServerUser user, Path directory, Path output) {
  /** Recovery after a crash included; pg_ctl itself gives up sooner. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  /** Runs a program to its end, without input, and returns its exit status. */
  int status(List<String> command) {
    return status(command, Optional.empty());
  }

  /** Runs a program that must end well. */
  void run(List<String> command, Optional<Path> input) {
    int status = status(command, input);
    if (status != 0) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "'%s' ended with status %d: %s"
              .formatted(Path.of(command.getFirst()).getFileName(), status, lastWords()));
    }
  }

  private int status(List<String> command, Optional<Path> input) {
    try {
      // A file, not a pipe: a server that pg_ctl starts inherits it and would keep a pipe open.
      Process process =
          new ProcessBuilder(user.command(command))
              .directory(directory.toFile())
              .redirectInput(input.orElse(Path.of("/dev/null")).toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new BackstayException(
            ErrorCode.START_FAILED,
            "'%s' did not end within %d s".formatted(command.getFirst(), LIMIT.toSeconds()));
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED, "'" + command.getFirst() + "' could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for the embedded PostgreSQL", e);
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
