package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Files that outlive a loss of power. A restore writes too many to force each to the disk by
 * itself; before the one step that makes them count, each file system is asked once.
 */
public final class SettledFiles {
  private SettledFiles() {}

  /** Returns when everything in these directories, as written so far, is on the disk. */
  public static void in(Collection<Path> directories) {
    SystemCalls calls = SystemCalls.ofThisHost();
    Set<Object> settled = new HashSet<>();
    for (Path directory : directories) {
      try {
        // The portable way reaches no further than the directory itself.
        Object reach =
            calls instanceof LinuxCalls ? Files.getAttribute(directory, "unix:dev") : directory;
        if (settled.add(reach)) {
          calls.settle(directory);
        }
      } catch (IOException e) {
        throw new BackstayException(
            ErrorCode.TARGET_UNWRITABLE,
            "what was written to %s could not be forced to its disk: %s".formatted(directory, e),
            e);
      }
    }
  }
}
