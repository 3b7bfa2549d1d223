package dev.backstay.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a JVM of its own, that can be killed: says one line when it is ready. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final String ready;

  private ChildJvm(Process process, String ready) {
    this.process = process;
    this.ready = ready;
  }

  static ChildJvm start(Class<?> main, Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "--sun-misc-unsafe-memory-access=allow"));
    command.add(
        "-Dlog4j2.loggerContextFactory=" + System.getProperty("log4j2.loggerContextFactory"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(main.getName(), directory.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String ready = said.readLine();
    if (ready == null) {
      throw new IOException("the child ended before it was ready");
    }
    return new ChildJvm(process, ready);
  }

  String ready() {
    return ready;
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** For the child's main: says it is ready, and returns when the parent is gone. */
  static void serve(String ready) throws IOException {
    System.out.println(ready);
    while (System.in.read() >= 0) {
      // Nobody writes; the end of the stream is the end of the parent.
    }
  }

  @Override
  public void close() {
    kill();
  }
}
