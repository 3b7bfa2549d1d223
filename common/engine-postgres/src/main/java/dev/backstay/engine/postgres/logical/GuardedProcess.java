package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program and all it starts, that can be paused and that ends with this process, however this
 * process ends: a dump left behind would hold back the server's clean-up and fill a disk. A shell
 * between the two waits for the end of its input, which is the end of us, and then kills the
 * process group; by the same input it is told whom to stop and continue.
 */
final class GuardedProcess implements AutoCloseable {
  private static final String GUARD =
      """
      exec 3<&0 </dev/null
      "$@" &
      child=$!
      (while read -r signal processes; do kill -s "$signal" $processes; done <&3; kill -s KILL 0) &
      guard=$!
      wait $child
      status=$?
      kill -s KILL $guard
      exit $status
      """;

  private static final Path PROCESSES = Path.of("/proc");

  private final Process shell;
  private final OutputStream orders;
  private final String program;
  private Set<Long> paused = Set.of();

  private GuardedProcess(Process shell, String program) {
    this.shell = shell;
    this.orders = shell.getOutputStream();
    this.program = program;
  }

  static GuardedProcess start(ClientCommand command) {
    String program = command.line().getFirst();
    try {
      Process shell = command.process(List.of("setsid", "sh", "-c", GUARD, "sh")).start();
      return new GuardedProcess(shell, program);
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.PROGRAM_MISSING, "'" + program + "' could not be started: " + e, e);
    }
  }

  boolean isRunning() {
    return shell.isAlive();
  }

  /** Waits for its end; its exit status. */
  int await() {
    try {
      return shell.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while '" + program + "' was running", e);
    }
  }

  /** Stops it and its workers, those started since the last call too. */
  synchronized void pause() {
    Set<Long> workers = workers();
    if (!workers.equals(paused)) {
      order("STOP", workers);
      paused = workers;
    }
  }

  synchronized void resume() {
    if (!paused.isEmpty()) {
      order("CONT", paused);
      paused = Set.of();
    }
  }

  /**
   * The files it has open: all of those that are there now which it may still write to. Empty where
   * that cannot be told at this moment.
   */
  Optional<Set<Path>> openFiles() {
    Set<Path> open = new HashSet<>();
    for (long worker : workers()) {
      Optional<Set<Path>> his = openFiles(worker);
      if (his.isEmpty()) {
        return Optional.empty();
      }
      open.addAll(his.get());
    }
    return Optional.of(open);
  }

  private static Optional<Set<Path>> openFiles(long worker) {
    Path descriptors = PROCESSES.resolve(Long.toString(worker)).resolve("fd");
    Set<Path> open = new HashSet<>();
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path descriptor : all.toList()) {
        targetOf(descriptor).ifPresent(open::add);
      }
    } catch (NoSuchFileException e) {
      return Optional.of(Set.of()); // whoever has ended has nothing open
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
    return Optional.of(open);
  }

  private static Optional<Path> targetOf(Path descriptor) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // closed meanwhile
    }
  }

  /** Everything below the shell but its own fork that guards. */
  private Set<Long> workers() {
    Optional<String> guard = shell.info().command();
    return shell
        .descendants()
        .filter(process -> !process.info().command().equals(guard))
        .map(ProcessHandle::pid)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void order(String signal, Set<Long> processes) {
    String line =
        signal + processes.stream().map(pid -> " " + pid).collect(Collectors.joining()) + "\n";
    try {
      orders.write(line.getBytes(StandardCharsets.US_ASCII));
      orders.flush();
    } catch (IOException e) {
      if (!workers().isEmpty()) { // else the guard has gone because the program has
        throw new BackstayException(
            ErrorCode.INTERNAL, "'" + program + "' could not be sent " + signal, e);
      }
    }
  }

  /** Ends it, running or not. */
  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      // The guard has gone, mostly because the program has; what is left is ended from here.
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    boolean interrupted = false;
    while (shell.isAlive()) {
      try {
        shell.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
