package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileName;
import dev.backstay.engine.EntryPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run of pg_dump into a spool, from which each file is handed on and removed as soon as no
 * process writes to it any more. pg_dump opens every file once, so a file that is there and open
 * nowhere is finished; where that cannot be told (without Linux's /proc), all files are finished
 * when pg_dump is.
 */
final class DatabaseDump {
  /** How soon a finished file is seen while nothing else is to do. */
  private static final long LOOK_MILLIS = 50;

  private final ClientCommand command;
  private final Path folder;
  private final EntryPath path;
  private final Spool spool;

  /**
   * @param folder to which the command writes its archive
   * @param path of the archive in the snapshot
   */
  DatabaseDump(ClientCommand command, Path folder, EntryPath path, Spool spool) {
    this.command = command;
    this.folder = folder;
    this.path = path;
    this.spool = spool;
  }

  void run(DumpSink sink) {
    try (GuardedProcess dump = GuardedProcess.start(command);
        DumpPace pace = DumpPace.keep(dump, folder, spool.limitBytes())) {
      boolean running = true;
      while (running) {
        running = dump.isRunning();
        if (!running && dump.await() != 0) {
          throw DumpFailure.of(
              command,
              "the dump of '%s' failed and nothing of it was kept"
                  .formatted(command.address().database()),
              dump.await());
        }
        pace.throwFailure();
        List<Path> finished = running ? finished(dump) : Spool.files(folder);
        for (Path file : finished) {
          take(file, sink);
        }
        if (running && finished.isEmpty()) {
          rest();
        }
      }
    }
  }

  private List<Path> finished(GuardedProcess dump) {
    List<Path> files = Spool.files(folder); // before the look at what is open, or one slips between
    Optional<Set<Path>> open = files.isEmpty() ? Optional.empty() : dump.openFiles();
    List<Path> finished = new ArrayList<>();
    if (open.isPresent()) {
      files.stream().filter(file -> !open.get().contains(file)).forEach(finished::add);
    }
    return finished;
  }

  private void take(Path file, DumpSink sink) {
    try {
      long size = Files.size(file);
      sink.file(path.child(FileName.of(file.getFileName().toString())), SpooledFile.of(file));
      if (Files.size(file) != size) {
        throw new BackstayException(
            ErrorCode.INTERNAL, file + " grew while it was taken; no snapshot was published");
      }
      Files.delete(file);
    } catch (IOException e) {
      throw spool.unusable(e);
    }
  }

  private void rest() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackstayException(
          ErrorCode.INTERRUPTED,
          "the dump of '%s' was interrupted; no snapshot was published"
              .formatted(command.address().database()),
          e);
    }
  }
}
