package dev.backstay.cli.console;

import dev.backstay.contract.BackstayException;
import java.io.PrintStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * How a command speaks: results on standard output, everything else on standard error. On a
 * terminal the last line may be a status line, which gives way to whatever else is printed. Any
 * number of threads may speak.
 */
public final class Console {
  private static final String ERASE = "\r\u001b[K";

  private final World world;
  private final boolean json;
  private final boolean quiet;
  private final ReentrantLock lock = new ReentrantLock();
  private String status = "";

  public Console(World world, boolean json, boolean quiet) {
    this.world = world;
    this.json = json;
    this.quiet = quiet;
  }

  public static Console of(World world, OutputOptions options) {
    return new Console(world, options.json(), options.quiet());
  }

  public World world() {
    return world;
  }

  /** Whether a program listens. */
  public boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  /** A result: the object for programs, or else the text for people. */
  public void tell(JsonLine line, String text) {
    print(world.out(), json ? line.toString() : text);
  }

  /** A result of which only the form that is wanted is made. */
  public void tell(Supplier<JsonLine> line, Supplier<String> text) {
    print(world.out(), json ? line.get().toString() : text.get());
  }

  /** A result that programs are told in another way. */
  public void say(String text) {
    if (!json) {
      print(world.out(), text);
    }
  }

  /** A result that people are told in another way. */
  public void emit(JsonLine line) {
    if (json) {
      print(world.out(), line.toString());
    }
  }

  /**
   * A result told at once, since it may be the last for long: for programs the JSON object as it
   * came, or else the text for people.
   */
  public void relay(Object object, Supplier<String> text) {
    print(world.out(), json ? object.toString() : text.get());
    world.out().flush();
  }

  /** A JSON object that programs are given as it came, and people in another way. */
  public void relay(Object object) {
    if (json) {
      print(world.out(), object.toString());
    }
  }

  /** How far a run is, told at once: results wait in a buffer, who watches must not. */
  void progress(JsonLine line) {
    emit(line);
    world.out().flush();
  }

  /** What a person likes to know while waiting. */
  public void note(String text) {
    if (!json && !quiet) {
      print(world.err(), text);
    }
  }

  /** What may go wrong, or went wrong and was mended. */
  public void warn(String text) {
    emit(JsonLine.of("warning").with("message", text));
    print(world.err(), "backstay: warning: " + Wording.printable(text));
  }

  /** One item of work that failed while the rest went on. */
  public void problem(String path, BackstayException cause) {
    emit(
        JsonLine.of("problem")
            .with("path", path)
            .with("code", cause.code().name())
            .with("message", String.valueOf(cause.getMessage())));
    print(
        world.err(),
        "backstay: "
            + Wording.printable(path)
            + ": "
            + Wording.printable(String.valueOf(cause.getMessage())));
  }

  /** The error that ends the command. */
  public void error(BackstayException failure) {
    ForeignFailure told =
        failure.getCause() instanceof ForeignFailure foreign
            ? foreign
            : new ForeignFailure(failure.code().name(), "", failure.code().remedy());
    emit(
        JsonLine.of("error")
            .with("code", told.code())
            .with("kind", failure.code().kind().name())
            .with("exit_status", failure.code().exitStatus())
            .with("message", String.valueOf(failure.getMessage()))
            .with("remedy", told.remedy()));
    print(
        world.err(),
        "backstay: " + failure.getMessage() + "\n  " + Wording.printable(told.remedy()));
  }

  /** Shows a line that the next thing printed replaces; an empty one erases it. */
  void status(String line) {
    lock.lock();
    try {
      if (!line.equals(status)) {
        world.err().print(ERASE + line);
        world.err().flush();
        status = line;
      }
    } finally {
      lock.unlock();
    }
  }

  private void print(PrintStream stream, String text) {
    lock.lock();
    try {
      if (!status.isEmpty()) {
        world.err().print(ERASE);
      }
      stream.print(text + "\n");
      if (!status.isEmpty()) {
        stream.flush();
        world.err().print(status);
      }
      world.err().flush();
    } finally {
      lock.unlock();
    }
  }
}
