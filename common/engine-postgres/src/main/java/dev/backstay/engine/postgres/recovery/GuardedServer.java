package dev.backstay.engine.postgres.recovery;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server that ends with this process, however this process ends: one left behind would keep its
 * memory and write to a disk that others sweep. A shell between the two waits for the end of its
 * input, which is the end of us, and then tells the server to drop everything; by the same input it
 * is told other signals. The server's children are in groups of their own, so only it can end them.
 */
final class GuardedServer implements AutoCloseable {
  private static final String GUARD =
      """
      exec 3<&0 </dev/null
      "$@" 3<&- &
      server=$!
      (
        while read -r signal; do kill -s "$signal" $server; done <&3
        left=60
        while kill -s QUIT $server 2>/dev/null; do
          left=$((left - 1))
          [ $left -gt 0 ] || kill -s KILL $server
          sleep 1
        done
      ) &
      guard=$!
      wait $server
      status=$?
      kill -s KILL $guard
      exit $status
      """;

  /** What a server may know of this process's environment; no secret of ours is among it. */
  private static final Set<String> KEPT = Set.of("PATH", "HOME", "TZ", "LD_LIBRARY_PATH");

  /**
   * Exit statuses of a shell: a program that cannot be run, and signals that a server never sends
   * itself: HUP, INT, KILL (where memory is short) and TERM.
   */
  private static final Set<Integer> HINDERED = Set.of(126, 127, 129, 130, 137, 143);

  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  private final Process shell;
  private final OutputStream orders;

  private GuardedServer(Process shell) {
    this.shell = shell;
    this.orders = shell.getOutputStream();
  }

  /**
   * Starts one.
   *
   * @param folder where it runs
   * @param log that what it says is added to
   */
  static GuardedServer start(List<String> command, Path folder, Path log) throws IOException {
    List<String> line = new ArrayList<>(List.of("setsid", "sh", "-c", GUARD, "sh"));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().retainAll(KEPT);
    return new GuardedServer(builder.start());
  }

  /** Whether it has ended before it could do anything, or by the hand of somebody else. */
  boolean wasHindered() {
    return !shell.isAlive() && HINDERED.contains(shell.exitValue());
  }

  /** Whether it has ended, or does within this time. */
  boolean endsWithin(long millis) {
    try {
      return shell.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while a scratch server was at work", e);
    }
  }

  /** Ends its sessions and stops it in order, so that its files are whole. */
  void stop() {
    try {
      orders.write("INT\n".getBytes(StandardCharsets.US_ASCII));
      orders.flush();
    } catch (IOException e) {
      if (shell.isAlive()) { // else the guard has gone because the server has
        throw new BackstayException(
            ErrorCode.INTERNAL, "a scratch server could not be told to stop", e);
      }
    }
    if (!endsWithin(END_LIMIT.toMillis())) {
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "a scratch server did not stop within %d s".formatted(END_LIMIT.toSeconds()));
    }
  }

  /** Ends it, running or not, also while this thread is interrupted; it stays that, then. */
  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(shell.descendants().toList());
    try {
      orders.close();
    } catch (IOException e) {
      // The guard has gone, mostly because the server has; what is left is ended from here.
      all.forEach(ProcessHandle::destroyForcibly);
    }
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    while (shell.isAlive()) {
      try {
        if (!shell.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          all.forEach(ProcessHandle::destroyForcibly);
          shell.destroyForcibly();
          deadline = System.nanoTime() + END_LIMIT.toNanos();
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    all.forEach(ProcessHandle::destroyForcibly); // gone already, unless something hung
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
