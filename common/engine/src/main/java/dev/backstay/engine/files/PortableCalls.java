package dev.backstay.engine.files;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the JDK alone can do on any Unix: extended attributes of regular files and directories in
 * the {@code user} name space only, and no special files.
 */
final class PortableCalls implements SystemCalls {
  private static final String USER_SPACE = "user.";

  @Override
  public List<ExtendedAttribute> attributes(Path path, FileType type) throws IOException {
    UserDefinedFileAttributeView view = userAttributes(path);
    if (view == null || (type != FileType.FILE && type != FileType.DIRECTORY)) {
      return List.of();
    }
    List<ExtendedAttribute> attributes = new ArrayList<>();
    for (String name : view.list().stream().sorted().toList()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      attributes.add(ExtendedAttribute.of(USER_SPACE + name, value.array()));
    }
    return attributes;
  }

  @Override
  public void setAttribute(Path path, ExtendedAttribute attribute) throws IOException {
    UserDefinedFileAttributeView view = userAttributes(path);
    if (view == null || !attribute.name().startsWith(USER_SPACE)) {
      throw new FileSystemException(
          path.toString(), null, "extended attribute not supported: " + attribute.name());
    }
    view.write(attribute.name().substring(USER_SPACE.length()), ByteBuffer.wrap(attribute.value()));
  }

  private static UserDefinedFileAttributeView userAttributes(Path path) {
    return Files.getFileAttributeView(
        path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void setOwner(Path path, int uid, int gid) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void setPermissions(Path path, int permissions) throws IOException {
    Files.setAttribute(path, "unix:mode", permissions);
  }

  @Override
  public void setTimes(Path path, Instant accessed, Instant modified) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(modified), FileTime.from(accessed), null);
  }

  @Override
  public void makeSpecial(Path path, FileType type, long deviceNumber) throws IOException {
    throw new FileSystemException(path.toString(), null, "special files cannot be made here");
  }

  @Override
  public void makeSymlink(Path path, FileName target) throws IOException {
    Files.createSymbolicLink(path, RawPath.of(target));
  }

  @Override
  public void extend(Path file, long length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.write(ByteBuffer.wrap(new byte[1]), length - 1);
    }
  }

  @Override
  public boolean reserve(Path file, long length) {
    return false;
  }

  @Override
  public boolean giveBack(Path file, long offset, long length) {
    return false;
  }

  @Override
  public void settle(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all =
          found
              .filter(each ->
                  Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS) || Files.isDirectory(each))
              .toList();
    }
    for (Path each : all) {
      try (FileChannel channel = FileChannel.open(each, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public boolean isPrivileged() {
    return System.getProperty("user.name", "").equals("root");
  }
}
