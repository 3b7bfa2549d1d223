package dev.backstay.testing.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the blocks of a page marked {@code ```sh test} one after the other in one shell, as a reader
 * would who pastes them: in an empty directory that is also {@code HOME} and holds {@code
 * ./backstay}, with nothing of the caller's Backstay settings. A command that fails ends the run
 * and is named with its line on the page.
 *
 * <p>The shell is owned by the calling thread and has ended when {@link #run} returns.
 */
final class PageRunner {
  /** The marker behind the fence; other {@code sh} blocks are for reading only. */
  static final String MARKER = "sh test";

  /** A page a reader would still call a quick try. */
  private static final Duration LONGEST_RUN = Duration.ofMinutes(5);

  private final Path program;
  private final Path directory;

  /**
   * @param program the launcher that the page calls {@code ./backstay}
   * @param directory empty; everything the page writes lands here
   */
  PageRunner(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** How the shell ended and all it printed. */
  record Outcome(int exitStatus, String output) {}

  static List<Page.Block> executableBlocksOf(Page page) {
    return page.blocks().stream().filter(block -> block.language().equals(MARKER)).toList();
  }

  Outcome run(Page page) throws IOException, InterruptedException {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path script = Files.writeString(directory.resolve("page.sh"), scriptOf(page));
    Path output = directory.resolve("page.out");
    Path launcher = Files.writeString(home.resolve("backstay"), launcher());
    if (!launcher.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + launcher + " executable");
    }
    ProcessBuilder builder =
        new ProcessBuilder("bash", script.toString())
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("BACKSTAY_"));
    builder.environment().put("HOME", home.toString());
    builder.environment().merge("PATH", home.toString(), (path, first) -> first + ":" + path);
    Process shell = builder.start();
    try {
      shell.getOutputStream().close();
      if (!shell.waitFor(LONGEST_RUN.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + LONGEST_RUN + ": " + page.file());
      }
      return new Outcome(shell.exitValue(), Files.readString(output));
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }

  /** A script and not a link, so that the launcher still finds its own checkout. */
  private String launcher() {
    return "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(program);
  }

  private static String scriptOf(Page page) {
    StringBuilder script =
        new StringBuilder("set -Eeuo pipefail\n")
            .append("trap 'echo \"failed: $BASH_COMMAND (in the block after line $block)\"' ERR\n");
    for (Page.Block block : executableBlocksOf(page)) {
      script.append("block=").append(block.line()).append('\n').append(block.text());
    }
    return script.toString();
  }
}
