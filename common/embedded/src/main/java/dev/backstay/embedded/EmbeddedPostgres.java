package dev.backstay.embedded;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.Secret;
import dev.backstay.postgres.server.LoopbackPorts;
import dev.backstay.postgres.server.PostgresBinaries;
import dev.backstay.postgres.server.Postmaster;
import dev.backstay.postgres.server.ServerCommand;
import dev.backstay.postgres.server.ServerUser;
import dev.backstay.postgres.server.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server as a child of this process, on loopback, behind a password that only the
 * owner of its directory can read. What it committed survives {@link #close}, a kill of this
 * process or of the server, and any number of starts on the same directory. Runs as root too.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  public static final String USER = "backstay";
  public static final String DATABASE = "backstay";

  /**
   * For many small questions on one machine: compiling a query would take longer than answering it,
   * and pages are in some cache.
   */
  private static final String TUNING = "-c shared_buffers=128MB -c jit=off -c random_page_cost=1.1";

  private static final int PASSWORD_BYTES = 24;

  private final Path directory;
  private final FileLock lock;
  private final int port;
  private final Secret password;
  private final Path programs;
  private final ServerCommand command;

  private EmbeddedPostgres(PostgresSettings settings, FileLock lock) throws IOException {
    this.directory = settings.directory().toRealPath();
    this.lock = lock;
    this.programs = PostgresBinaries.unpackedUnder(directory);
    this.command =
        new ServerCommand(
            ServerUser.of(directory, data()), directory, directory.resolve("command.log"));
    this.password = passwordOf(directory, settings);
    stopSurvivor();
    if (!Files.isDirectory(data())) {
      initialize();
    }
    this.port = LoopbackPorts.choose(settings.port());
  }

  /** Starts the server; makes its data and an empty database when the directory is new. */
  public static EmbeddedPostgres start(PostgresSettings settings) {
    FileLock lock = null;
    try {
      Files.createDirectories(settings.directory());
      lock = lock(settings.directory());
      EmbeddedPostgres server = new EmbeddedPostgres(settings, lock);
      server.startUp();
      return server;
    } catch (IOException e) {
      release(lock);
      throw new BackstayException(
          ErrorCode.START_FAILED,
          "the embedded PostgreSQL in " + settings.directory() + " did not start: " + e,
          e);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  /** The URL of the database for JDBC, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(LoopbackPorts.HOST, port, DATABASE);
  }

  public int port() {
    return port;
  }

  public Secret password() {
    return password;
  }

  /** Ends connections, writes a checkpoint and stops. */
  @Override
  public void close() {
    try {
      stop();
    } finally {
      release(lock);
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  /**
   * A server whose parent was killed runs on; it is stopped in order, since its port is unknown.
   */
  private void stopSurvivor() {
    var postmaster = new Postmaster(data());
    if (postmaster.process().isPresent()) {
      stop();
    } else {
      postmaster.forgetStranger();
    }
  }

  private void stop() {
    command.run(
        List.of(program("pg_ctl"), "stop", "-D", data().toString(), "-m", "fast", "-w"),
        Optional.empty());
  }

  /** Whole or not at all: under another name first. */
  private void initialize() throws IOException {
    Path fresh = directory.resolve("data.new");
    Path hisPassword = directory.resolve("password.initdb");
    Trees.delete(fresh);
    Files.createDirectory(fresh);
    command.user().own(fresh);
    OwnFiles.write(hisPassword, password.text());
    command.user().own(hisPassword);
    command.run(
        List.of(
            program("initdb"),
            "--pgdata=" + fresh,
            "--username=" + USER,
            "--pwfile=" + hisPassword,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C"),
        Optional.empty());
    Files.delete(hisPassword);
    Path statement = Files.writeString(directory.resolve("create.sql"), "CREATE DATABASE backstay");
    command.run(
        List.of(program("postgres"), "--single", "-D", fresh.toString(), "postgres"),
        Optional.of(statement));
    Files.delete(statement);
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void startUp() throws IOException {
    Path log = directory.resolve("server.log");
    Files.deleteIfExists(log); // of the former run
    Files.createFile(log);
    command.user().own(log);
    String options =
        "-p %d -c listen_addresses=%s -c unix_socket_directories= %s"
            .formatted(port, LoopbackPorts.HOST, TUNING);
    command.run(
        List.of(
            program("pg_ctl"),
            "start",
            "-D",
            data().toString(),
            "-l",
            log.toString(),
            "-o",
            options,
            "-w"),
        Optional.empty());
  }

  private static Path passwordFile(Path directory) {
    return directory.resolve("password");
  }

  /** The password that the data was made with, or a new one in a file for its owner alone. */
  private static Secret passwordOf(Path directory, PostgresSettings settings) throws IOException {
    Path file = passwordFile(directory);
    if (!Files.exists(file)) {
      byte[] bytes = new byte[PASSWORD_BYTES];
      settings.random().nextBytes(bytes);
      OwnFiles.write(file, HexFormat.of().formatHex(bytes));
    }
    return Secret.of(Files.readString(file).strip());
  }

  /** One process at a time: a second one would take the first one's server for a survivor. */
  private static FileLock lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw inUse(directory, e);
    }
    channel.close();
    throw inUse(directory, null);
  }

  private static BackstayException inUse(Path directory, @Nullable Exception cause) {
    return new BackstayException(
        ErrorCode.START_FAILED, "another process uses " + directory + " already", cause);
  }

  private static void release(@Nullable FileLock lock) {
    if (lock == null) {
      return;
    }
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.START_FAILED, "the lock of the embedded PostgreSQL could not be released", e);
    }
  }
}
