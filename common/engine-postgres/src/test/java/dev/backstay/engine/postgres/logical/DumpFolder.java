package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.files.FileName;
import dev.backstay.engine.Content;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.FileInput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A dump kept as plain files, in the place of a vault. */
final class DumpFolder implements DumpSink, DumpArchive {
  private final Path folder;

  DumpFolder(Path folder) {
    this.folder = folder;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  @Override
  public void file(EntryPath path, Content content) {
    Path file = folder;
    for (FileName name : path.names()) {
      file = file.resolve(name.toString());
    }
    try {
      Files.createDirectories(file.getParent());
      byte[] buffer = new byte[64 << 10];
      try (FileInput in = content.open();
          OutputStream out = Files.newOutputStream(file)) {
        for (int read = in.read(buffer, 0, buffer.length);
            read > 0;
            read = in.read(buffer, 0, buffer.length)) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DumpRecord record() {
    try {
      return DumpRecord.decode(Files.readAllBytes(folder.resolve(DumpRecord.FILE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files(String directory, List<String> names) {
    try (Stream<Path> all = Files.list(folder.resolve(DumpRecord.ARCHIVES).resolve(directory))) {
      return all.filter(file -> names.isEmpty() || names.contains(file.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long bytes(String directory, List<String> names) {
    return files(directory, names).stream().mapToLong(file -> file.toFile().length()).sum();
  }

  @Override
  public void fetch(String directory, List<String> names, Path into) {
    try {
      Path target = Files.createDirectories(into.resolve(DumpRecord.ARCHIVES).resolve(directory));
      for (Path file : files(directory, names)) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void fetchGlobals(Path into) {
    try {
      Files.copy(folder.resolve(DumpRecord.GLOBALS), into.resolve(DumpRecord.GLOBALS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
