package dev.backstay.cli;

import dev.backstay.cli.console.World;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program {@code backstay}. */
public final class Main {
  /** Columns of the terminal behind standard error; the launcher sets it when there is one. */
  private static final String COLUMNS_PROPERTY = "backstay.columns";

  private static final Path HOSTNAME_FILE = Path.of("/etc/hostname");

  /** How long an interrupted command may take to leave in order: a lock at a slow store. */
  private static final Duration LEAVE = Duration.ofSeconds(30);

  private Main() {}

  public static void main(String[] args) {
    CountDownLatch ended = new CountDownLatch(1);
    leaveInOrder(Thread.currentThread(), ended);
    int status;
    World world = world();
    try {
      status = Backstay.run(world, args);
    } finally {
      world.out().flush();
      world.err().flush();
      ended.countDown();
    }
    System.exit(status);
  }

  /**
   * When the process is told to end (SIGINT, SIGTERM), interrupts the working thread and waits
   * until it has released what it holds. The JVM then ends with 128 plus the signal's number.
   */
  private static void leaveInOrder(Thread worker, CountDownLatch ended) {
    Thread hook =
        new Thread(
            () -> {
              if (ended.getCount() > 0) {
                worker.interrupt();
                await(ended);
              }
            },
            "leave");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void await(CountDownLatch ended) {
    try {
      if (!ended.await(LEAVE.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("backstay: ended without releasing everything");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static World world() {
    return new World(
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        new World.Identity(
            hostname(), System.getProperty("user.name"), ProcessHandle.current().pid()),
        InstantSource.system(),
        ZoneId.systemDefault(),
        new SecureRandom(),
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        columns());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }

  private static OptionalInt columns() {
    String columns = System.getProperty(COLUMNS_PROPERTY, "");
    return columns.matches("[1-9]\\d{0,4}")
        ? OptionalInt.of(Integer.parseInt(columns))
        : OptionalInt.empty();
  }

  /** The name of this machine, without asking a name server where the system says it itself. */
  private static String hostname() {
    try {
      if (Files.isReadable(HOSTNAME_FILE)) {
        String name = Files.readString(HOSTNAME_FILE).strip();
        if (!name.isEmpty()) {
          return name;
        }
      }
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost"; // a lock's holder is then told apart by its process alone
    }
  }
}
