package dev.backstay.postgres.server;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The server process of a data directory. Its number is in a file that outlives a loss of power, by
 * when another program may have the number: nobody who is not that server is ever signalled.
 */
public final class Postmaster {
  private static final Path PROCESSES = Path.of("/proc");

  private final Path data;

  public Postmaster(Path data) {
    this.data = data.toAbsolutePath();
  }

  /** The running server, if there is one. */
  public Optional<ProcessHandle> process() {
    OptionalLong number = number();
    return number.isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(number.getAsLong()).filter(ProcessHandle::isAlive).filter(this::isOurs);
  }

  /**
   * Forgets a server that is gone, by whose number another program goes: PostgreSQL would take that
   * one for its predecessor and refuse to start. A file that may still protect something stays:
   * when any program works in the directory. The caller keeps others from starting a server there.
   */
  public void forgetStranger() {
    OptionalLong number = number();
    boolean stranger =
        number.isPresent()
            && ProcessHandle.of(number.getAsLong()).filter(ProcessHandle::isAlive).isPresent()
            && process().isEmpty();
    if (stranger && ProcessHandle.allProcesses().noneMatch(this::isOurs)) {
      try {
        Files.deleteIfExists(file());
      } catch (IOException e) {
        throw failed("cannot be removed", e);
      }
    }
  }

  /** The number that a server wrote down; empty after an orderly stop. */
  OptionalLong number() {
    try {
      List<String> lines = Files.exists(file()) ? Files.readAllLines(file()) : List.of();
      return lines.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(lines.getFirst().strip()));
    } catch (IOException | NumberFormatException e) {
      throw failed("cannot be read", e);
    }
  }

  private Path file() {
    return data.resolve("postmaster.pid");
  }

  /** A server and its children work in their data directory, and nowhere else. */
  private boolean isOurs(ProcessHandle process) {
    if (!Files.isDirectory(PROCESSES.resolve("self"))) {
      return process.info().command().filter(program -> program.endsWith("postgres")).isPresent();
    }
    try {
      return Files.isSameFile(PROCESSES.resolve(process.pid() + "/cwd"), data);
    } catch (IOException e) {
      return false; // it has ended, or is somebody's whom this user may not look at
    }
  }

  private BackstayException failed(String what, Exception cause) {
    return new BackstayException(
        ErrorCode.START_FAILED,
        "the postmaster.pid of the PostgreSQL in %s %s: %s".formatted(data, what, cause),
        cause);
  }
}
