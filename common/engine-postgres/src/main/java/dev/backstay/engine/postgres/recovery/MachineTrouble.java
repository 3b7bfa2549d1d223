package dev.backstay.engine.postgres.recovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of a server or its programs that blame the machine and not the data: it is short of
 * memory or room, its disk fails, or it does not let the server run. There is no other trace of the
 * cause; the messages are English, as the server's language is set.
 */
final class MachineTrouble {
  private static final Pattern WORDS =
      Pattern.compile(
          "out of memory|Cannot allocate memory|No space left on device|Disk quota exceeded"
              + "|Input/output error|Read-only file system|Too many open files"
              + "|could not (?:map|create|resize|open) (?:anonymous )?shared memory"
              + "|could not create semaphores|could not fork|out of shared memory"
              + "|terminated by signal (?:7|9|15):|error while loading shared libraries"
              + "|^(?:unshare|setpriv|setsid|sh): ");

  private MachineTrouble() {}

  /** Whether a file holds such words; one that cannot be read is trouble enough. */
  static boolean isToldIn(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> WORDS.matcher(line).find());
    } catch (IOException e) {
      return true;
    }
  }
}
