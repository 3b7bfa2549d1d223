package dev.backstay.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A mounted file system of a few megabytes, to be filled or made read-only; unmounted at close. */
public final class SmallDisk implements AutoCloseable {
  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts; where this machine does not permit it, the test ends naming what is missing. */
  public static SmallDisk mount(Path directory) throws IOException, InterruptedException {
    String refusal =
        run(List.of("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.toString()));
    if (!refusal.isEmpty()) {
      Assumptions.abort("missing: the right to mount a tmpfs (run as root): " + refusal);
    }
    return new SmallDisk(directory);
  }

  public void makeReadOnly() throws IOException, InterruptedException {
    require(List.of("mount", "-o", "remount,ro", directory.toString()));
  }

  @Override
  public void close() throws IOException {
    try {
      require(List.of("umount", directory.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while unmounting " + directory, e);
    }
  }

  private static void require(List<String> command) throws IOException, InterruptedException {
    String complaint = run(command);
    if (!complaint.isEmpty()) {
      throw new IOException(complaint);
    }
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 ? "" : String.join(" ", command) + " ended with " + status + ": " + output;
  }
}
