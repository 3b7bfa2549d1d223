package dev.backstay.engine.files;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The calls of this host, with something happening whenever an entry's attributes are read. */
record ObservedCalls(SystemCalls calls, Happening happening) implements SystemCalls {
  /** What happens between two steps of a capture. */
  interface Happening {
    void at(Path path);
  }

  ObservedCalls(Happening happening) {
    this(SystemCalls.ofThisHost(), happening);
  }

  @Override
  public List<ExtendedAttribute> attributes(Path path, FileType type) throws IOException {
    List<ExtendedAttribute> attributes = calls.attributes(path, type);
    happening.at(path);
    return attributes;
  }

  @Override
  public void setAttribute(Path path, ExtendedAttribute attribute) throws IOException {
    calls.setAttribute(path, attribute);
  }

  @Override
  public void setOwner(Path path, int uid, int gid) throws IOException {
    calls.setOwner(path, uid, gid);
  }

  @Override
  public void setPermissions(Path path, int permissions) throws IOException {
    calls.setPermissions(path, permissions);
  }

  @Override
  public void setTimes(Path path, Instant accessed, Instant modified) throws IOException {
    calls.setTimes(path, accessed, modified);
  }

  @Override
  public void makeSpecial(Path path, FileType type, long deviceNumber) throws IOException {
    calls.makeSpecial(path, type, deviceNumber);
  }

  @Override
  public void makeSymlink(Path path, FileName target) throws IOException {
    calls.makeSymlink(path, target);
  }

  @Override
  public void extend(Path file, long length) throws IOException {
    calls.extend(file, length);
  }

  @Override
  public boolean reserve(Path file, long length) {
    return calls.reserve(file, length);
  }

  @Override
  public boolean giveBack(Path file, long offset, long length) {
    return calls.giveBack(file, offset, length);
  }

  @Override
  public void settle(Path directory) throws IOException {
    calls.settle(directory);
  }

  @Override
  public boolean isPrivileged() {
    return calls.isPrivileged();
  }
}
