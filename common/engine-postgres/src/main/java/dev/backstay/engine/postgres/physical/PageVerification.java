package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.engine.postgres.RelationFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Verifies the checksum of every page of a data directory whose server was stopped in order, as
 * {@code pg_checksums} does: of a directory at rest there is no torn page, so every wrong one is
 * wrong. Confined to one thread.
 */
public final class PageVerification {
  private static final int READ_PAGES = 128;

  private final Path data;
  private final int pageBytes;
  private final long pagesOfSegment;
  private final Findings findings;
  private final PageChecksum checksum;
  private long pages;

  /** Learns of wrong pages. */
  @FunctionalInterface
  public interface Findings {
    /**
     * A page that is not what was written.
     *
     * @param path in the data directory
     * @param block in the whole fork
     */
    void wrong(String path, RelationFile file, long block);
  }

  /**
   * @param pagesOfSegment pages of a whole segment file
   */
  public PageVerification(Path data, int pageBytes, long pagesOfSegment, Findings findings) {
    this.data = data;
    this.pageBytes = pageBytes;
    this.pagesOfSegment = pagesOfSegment;
    this.findings = findings;
    this.checksum = new PageChecksum(pageBytes);
  }

  /** Verifies everything; how many pages there were. */
  public long run() {
    verify("global");
    verify("base");
    verify("pg_tblspc");
    return pages;
  }

  private void verify(String folder) {
    Path root = data.resolve(folder);
    try {
      Files.walkFileTree(root, new Verifying());
    } catch (IOException e) {
      throw new BackstayException(
          ErrorCode.SOURCE_UNREADABLE, "%s could not be read: %s".formatted(root, e), e);
    }
  }

  private final class Verifying extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path = data.relativize(file).toString();
      Optional<RelationFile> relation = RelationFile.parse(path);
      if (relation.isPresent() && attributes.isRegularFile()) {
        verify(file, path, relation.get());
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private void verify(Path file, String path, RelationFile relation) throws IOException {
    byte[] bytes = new byte[READ_PAGES * pageBytes];
    long block = relation.segment() * pagesOfSegment;
    try (InputStream input = Files.newInputStream(file)) {
      int length = input.readNBytes(bytes, 0, bytes.length);
      while (length > 0) {
        for (int at = 0; at + pageBytes <= length; at += pageBytes) {
          Page page = Page.at(bytes, at);
          if (!page.isNew() && page.checksum() != checksum.of(bytes, at, block)) {
            findings.wrong(path, relation, block);
          }
          pages++;
          block++;
        }
        length = input.readNBytes(bytes, 0, bytes.length);
      }
    }
  }
}
