package dev.backstay.testing.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The directory that holds the whole project. */
public final class Checkout {
  private static final Set<String> NOT_OURS = Set.of(".git", ".backstay", "target", "node_modules");

  private Checkout() {}

  /** The root: named by the build, else the nearest directory above that holds {@code mvnw}. */
  public static Path root() {
    String named = System.getProperty("backstay.root");
    if (named != null) {
      return Path.of(named);
    }
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new AssertionError("run the tests inside a checkout of the project");
      }
    }
    return directory;
  }

  /** Every page of Markdown, in the order of their paths. */
  static List<Page> pages() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return NOT_OURS.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().endsWith(".md")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    List<Page> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(Page.read(file));
    }
    return pages;
  }
}
