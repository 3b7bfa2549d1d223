package dev.backstay.postgres.server;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server on a data directory of this machine, on loopback. It is a process of its own and runs on
 * when this one ends, so whoever starts it stops it. One thread at a time.
 */
public final class LocalServer {
  /** How a server is stopped. */
  public enum Stop {
    /** Ends connections, writes a checkpoint. */
    FAST,
    /** As a crash: the next start recovers. */
    IMMEDIATE
  }

  /** How long killed processes may take to disappear. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

  private static final Pattern COMPLAINT = Pattern.compile("(FATAL|PANIC):");

  private final ServerPrograms programs;
  private final Path data;
  private final int port;
  private final Path log;
  private final ServerCommand command;
  private final Postmaster postmaster;

  /**
   * @param folder for the server's log and what its programs say; not the data directory
   * @param data the data directory, there or to be made
   */
  public LocalServer(ServerPrograms programs, Path folder, Path data, int port) {
    this.programs = programs;
    this.data = data.toAbsolutePath();
    this.postmaster = new Postmaster(data);
    this.port = port;
    this.log = folder.toAbsolutePath().resolve("server.log");
    try {
      this.command =
          new ServerCommand(
              ServerUser.of(folder, data),
              folder.toAbsolutePath(),
              folder.toAbsolutePath().resolve("command.log"));
    } catch (IOException e) {
      throw failed("has no owner that can be read", e);
    }
  }

  public Path data() {
    return data;
  }

  public int port() {
    return port;
  }

  /** What the server said since it was started last. */
  public Path log() {
    return log;
  }

  public ServerPrograms programs() {
    return programs;
  }

  /** Who runs the server and owns its data. */
  public ServerUser user() {
    return command.user();
  }

  /**
   * Starts it and waits until it takes connections: those that only read, where it is a standby.
   *
   * @param settings that override those of its files
   * @param limit recovery included; what is running then runs on
   */
  public void start(Map<String, String> settings, Duration limit) {
    try {
      Files.deleteIfExists(log); // of the former run
      Files.createFile(log);
      command.user().own(log);
    } catch (IOException e) {
      throw failed("has a log that cannot be written", e);
    }
    Map<String, String> all = new TreeMap<>(settings);
    all.put("listen_addresses", LoopbackPorts.HOST);
    all.put("port", Integer.toString(port));
    all.put("unix_socket_directories", "");
    StringBuilder options = new StringBuilder();
    all.forEach((name, value) -> options.append(" -c ").append(quoted(name + "=" + value)));
    try {
      control(limit, "start", "-l", log.toString(), "-o", options.toString());
    } catch (BackstayException e) {
      throw new BackstayException(e.code(), e.getMessage() + "; " + lastComplaint(), e);
    }
  }

  /** Stops it; nothing happens when it does not run. */
  public void stop(Stop how) {
    if (isRunning()) {
      control(ServerCommand.LIMIT, "stop", "-m", how.name().toLowerCase(Locale.ROOT));
    }
  }

  /** Kills all its processes at once, as a loss of power does. */
  public void kill() {
    Optional<ProcessHandle> handle = postmaster.process();
    List<ProcessHandle> all = new ArrayList<>();
    handle.ifPresent(parent -> {
      parent.descendants().forEach(all::add);
      all.addFirst(parent);
    });
    for (ProcessHandle process : all) {
      process.destroyForcibly();
    }
    for (ProcessHandle process : all) {
      awaitEnd(process);
    }
  }

  public boolean isRunning() {
    return postmaster.process().isPresent()
        && command.status(List.of(programs.program("pg_ctl"), "status", "-D", data.toString()))
            == 0;
  }

  /** The process that a running or killed server wrote down; empty after an orderly stop. */
  public OptionalLong processId() {
    return postmaster.number();
  }

  private void control(Duration limit, String... arguments) {
    List<String> whole =
        new ArrayList<>(
            List.of(
                programs.program("pg_ctl"),
                "-D",
                data.toString(),
                "-w",
                "-t",
                Long.toString(limit.toSeconds())));
    whole.addAll(List.of(arguments));
    // pg_ctl itself keeps the limit and says what happened.
    command.run(whole, Optional.empty(), limit.plusSeconds(10));
  }

  private void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(KILL_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED, "interrupted while the server in " + data + " was killed", e);
    } catch (ExecutionException | TimeoutException e) {
      throw failed("could not be killed", e);
    }
  }

  /** What the server itself said of its end. */
  private String lastComplaint() {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> COMPLAINT.matcher(line).find())
          .reduce((_, line) -> line)
          .orElse("see " + log);
    } catch (IOException | UncheckedIOException e) {
      return "see " + log;
    }
  }

  /** For the shell by which pg_ctl starts the server. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private BackstayException failed(String what, Exception cause) {
    return new BackstayException(
        ErrorCode.START_FAILED, "the PostgreSQL in " + data + " " + what + ": " + cause, cause);
  }
}
