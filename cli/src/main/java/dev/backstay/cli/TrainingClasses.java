package dev.backstay.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Loads what commands need that cannot be run without a PostgreSQL server, so that the launcher's
 * cache holds it.
 */
final class TrainingClasses {
  /** A class of each jar, and the part of that jar that its commands use. */
  private static final List<Part> PARTS =
      List.of(
          new Part("dev.backstay.engine.postgres.Lsn", "dev/backstay/engine/postgres/"),
          new Part("dev.backstay.pipeline.postgres.PhysicalBackup", "dev/backstay/pipeline/"),
          new Part("org.postgresql.Driver", "org/postgresql/"));

  private static final String SUFFIX = ".class";

  private TrainingClasses() {}

  private record Part(String known, String folder) {}

  /** Loads all of them without running any. */
  static void load() {
    for (Part part : PARTS) {
      try {
        load(part);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (ReflectiveOperationException | URISyntaxException e) {
        throw new IllegalStateException(part.known() + " is not where it belongs", e);
      }
    }
  }

  private static void load(Part part)
      throws IOException, ReflectiveOperationException, URISyntaxException {
    CodeSource source = Class.forName(part.known()).getProtectionDomain().getCodeSource();
    Path jar = Path.of(source.getLocation().toURI());
    if (!Files.isRegularFile(jar)) {
      return; // a build's classes lie in folders, of which there is no cache
    }
    try (JarFile entries = new JarFile(jar.toFile())) {
      entries.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(part.folder()) && name.endsWith(SUFFIX))
          .filter(name -> !name.endsWith("-info" + SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
          .forEach(TrainingClasses::loadAsFarAsPossible);
    }
  }

  private static void loadAsFarAsPossible(String name) {
    try {
      Class.forName(name, false, TrainingClasses.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // Of a driver's optional parts, whose libraries are not here: nothing to keep.
      System.getLogger(TrainingClasses.class.getName())
          .log(System.Logger.Level.DEBUG, "{0} was not loaded: {1}", name, e);
    }
  }
}
