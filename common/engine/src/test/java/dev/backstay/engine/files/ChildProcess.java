package dev.backstay.engine.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command that has ended. */
record ChildProcess(int status, String output) {
  /** Runs a command to its end, with this locale. */
  static ChildProcess run(String locale, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", locale);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new ChildProcess(process.waitFor(), output);
  }

  /** The command that runs {@link RoundTripMain}, after what {@code before} says. */
  static List<String> roundTrip(List<String> before, Path source, Path target) {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            RoundTripMain.class.getName(),
            source.toString(),
            target.toString()));
    return command;
  }
}
