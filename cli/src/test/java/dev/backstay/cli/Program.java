package dev.backstay.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands as the program that users start: a JVM of its own with the launcher's options, on
 * the classes under test. Each process is ended with the call or object that owns it.
 */
final class Program {
  /** Far beyond what any of these runs takes. */
  private static final Duration LONGEST_RUN = Duration.ofMinutes(2);

  private final Path directory;
  private final Map<String, String> environment;

  Program(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = Map.copyOf(environment);
  }

  Told run(String... args) throws IOException, InterruptedException {
    try (Running running = start(args)) {
      return running.end();
    }
  }

  Running start(String... args) throws IOException {
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(commandLine(args))
            .directory(directory.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(Program::isSetting);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    return new Running(builder.start(), err);
  }

  private static boolean isSetting(String variable) {
    return variable.startsWith("BACKSTAY_")
        || variable.startsWith("AWS_")
        || variable.startsWith("XDG_");
  }

  private List<String> commandLine(String... args) {
    List<String> line = new ArrayList<>();
    // A test that runs in the background is deaf to these, and so would its children be.
    line.addAll(List.of("env", "--default-signal=INT", "--default-signal=TERM"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // these runs are short
            "-Duser.home=" + directory,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(List.of(args));
    return line;
  }

  /** A process that was started; closing it ends it. Confined to one thread. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final Path err;
    private final StringBuilder out = new StringBuilder();
    private final BufferedReader reader;

    private Running(Process process, Path err) {
      this.process = process;
      this.err = err;
      this.reader = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Reads until the process has printed a line with the text. */
    void awaitLine(String text) throws IOException {
      String line;
      while ((line = reader.readLine()) != null) {
        out.append(line).append('\n');
        if (line.contains(text)) {
          return;
        }
      }
      throw new AssertionError("ended without " + text + ": " + out + Files.readString(err));
    }

    /** Waits for its end. */
    Told end() throws IOException, InterruptedException {
      reader.lines().forEach(line -> out.append(line).append('\n'));
      if (!process.waitFor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + LONGEST_RUN);
      }
      return new Told(process.exitValue(), out.toString(), Files.readString(err));
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
