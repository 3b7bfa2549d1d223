package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import dev.backstay.engine.files.RawPath;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.VaultReader;
import dev.backstay.vault.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads restored files again and compares every blob of them with the snapshot. */
final class RestoreVerification implements SnapshotListing.Visitor {
  private final VaultReader reader;
  private final ProblemList problems;
  private Path target = Path.of("");

  RestoreVerification(VaultReader reader, ProblemList problems) {
    this.reader = reader;
    this.problems = problems;
  }

  /** Whether every file holds what the snapshot says. */
  boolean run(RestoreRequest request) {
    target = request.target();
    long before = problems.count();
    SnapshotListing.walk(reader, request.snapshot(), request.includes(), this);
    return problems.count() == before;
  }

  @Override
  public void visit(EntryPath path, Node node) {
    if (node.entry().type() != FileType.FILE) {
      return;
    }
    Path file = target;
    for (var name : path.names()) {
      file = RawPath.child(file, name);
    }
    try (InputStream input =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      compare(path, node, input);
    } catch (IOException e) {
      problems.add(
          path.toString(),
          new BackstayException(
              ErrorCode.RESTORE_INCOMPLETE, "the restored file cannot be read: " + e, e));
    }
  }

  private void compare(EntryPath path, Node node, InputStream input) throws IOException {
    for (BlobId id : node.content()) {
      byte[] bytes = input.readNBytes(reader.size(id).orElse(0));
      if (!BlobId.hash(bytes).equals(id)) {
        throw new IOException("the bytes of blob " + id.shortHex() + " differ from the snapshot");
      }
    }
    if (input.read() >= 0) {
      throw new IOException(path + " is longer than in the snapshot");
    }
  }

  @Override
  public void unreadable(EntryPath path, BackstayException cause) {
    problems.add(path.toString(), cause);
  }
}
