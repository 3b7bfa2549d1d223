package dev.backstay.engine.files;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.contract.files.FileType;
import dev.backstay.engine.EntryPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/**
 * Gives a restored entry its owner, attributes, permissions and times, in this order: a change of
 * owner takes set-uid bits and capabilities away, and every other change moves the times.
 *
 * <p>Only root may give files away and set attributes of privileged name spaces; for everybody else
 * that is counted, not reported. A program whose owner could not be kept loses its set-uid and
 * set-gid bits: it would run with the rights of the wrong user.
 */
final class EntryMetadata {
  private static final int SET_ID_BITS = 06000;

  private final SystemCalls calls;
  private final RestoreTally tally;
  private final TargetFailure failure;
  private final boolean privileged;

  EntryMetadata(SystemCalls calls, RestoreTally tally, TargetFailure failure) {
    this.calls = calls;
    this.tally = tally;
    this.failure = failure;
    this.privileged = calls.isPrivileged();
  }

  void apply(EntryPath path, Path file, FileEntry entry) {
    boolean owned = setOwner(path, file, entry.owner());
    for (ExtendedAttribute attribute : entry.attributes()) {
      setAttribute(path, file, attribute);
    }
    if (entry.type() != FileType.SYMLINK) {
      int permissions = owned ? entry.permissions() : entry.permissions() & ~SET_ID_BITS;
      attempt(path, () -> calls.setPermissions(file, permissions));
    }
    attempt(path, () -> calls.setTimes(file, entry.times().accessed(), entry.times().modified()));
  }

  private boolean setOwner(EntryPath path, Path file, FileOwner owner) {
    try {
      calls.setOwner(file, owner.uid(), owner.gid());
      return true;
    } catch (AccessDeniedException denied) {
      if (privileged) {
        tally.problem(path, failure.of(path, denied));
      } else {
        tally.ownersKept.increment();
      }
      return false;
    } catch (IOException failed) {
      tally.problem(path, failure.of(path, failed));
      return false;
    }
  }

  private void setAttribute(EntryPath path, Path file, ExtendedAttribute attribute) {
    String name = attribute.name();
    if (!privileged && (name.startsWith("security.") || name.startsWith("trusted."))) {
      tally.attributesSkipped.increment();
      return;
    }
    try {
      calls.setAttribute(file, attribute);
    } catch (IOException failed) {
      tally.problem(path, failure.of(path, failed));
    } catch (IllegalArgumentException noBase64) {
      tally.problem(path, TargetTree.foreign(path, "has an attribute whose value is no base64"));
    }
  }

  private interface Setting {
    void set() throws IOException;
  }

  private void attempt(EntryPath path, Setting setting) {
    try {
      setting.set();
    } catch (IOException failed) {
      tally.problem(path, failure.of(path, failed));
    }
  }
}
