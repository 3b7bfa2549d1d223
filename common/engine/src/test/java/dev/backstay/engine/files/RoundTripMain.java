package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.RestoreOutcome;
import java.nio.file.Path;
import java.util.List;

/**
 * Captures a tree and restores it, as a process of its own: what a test cannot change in itself.
 */
final class RoundTripMain {
  private RoundTripMain() {}

  /** Arguments: source, target. Prints what happened; ends with 1 unless all is restored. */
  public static void main(String[] arguments) {
    Path source = Path.of(arguments[0]);
    RecordingSink sink = new RecordingSink();
    try (FileTreeRestore target =
        FileTreeRestore.into(Path.of(arguments[1]), RestoreOptions.FRESH)) {
      new FileTreeCapture(FileSelection.of(List.of(source))).capture(sink);
      RestoreOutcome outcome = sink.replay(EntryPath.of(source.toString()), target);
      System.out.println("encoding " + System.getProperty("sun.jnu.encoding"));
      System.out.println("unread " + sink.problems());
      System.out.println(outcome);
      System.exit(outcome.isComplete() ? 0 : 1);
    } catch (BackstayException failed) {
      System.out.println(failed.code() + ": " + failed.getMessage());
      System.exit(2);
    }
  }
}
