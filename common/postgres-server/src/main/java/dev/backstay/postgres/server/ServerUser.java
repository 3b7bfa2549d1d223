package dev.backstay.postgres.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** Who runs the server's programs: PostgreSQL refuses to run as root, and wants to own its data. */
public enum ServerUser {
  /** The user of this process, who is not root. */
  SAME(List.of()),

  /** Nobody; where nobody can reach the directory. */
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs")),

  /**
   * Root without its powers, in a user namespace in which it has no name: owns root's files, and
   * PostgreSQL does not take it for root. For directories below one that only root may enter.
   */
  NAMELESS(List.of("unshare", "--user"));

  private static final int NOBODYS_ID = 65534;
  private static final int ROOT = 0;

  @SuppressWarnings("ImmutableEnumChecker") // only ever List.of
  private final List<String> prefix;

  ServerUser(List<String> prefix) {
    this.prefix = prefix;
  }

  /** The user for a directory: whoever owns the data that is there, else whoever can. */
  public static ServerUser of(Path directory, Path data) throws IOException {
    if (idOf(Path.of("/proc/self")) != ROOT) {
      return SAME;
    }
    if (Files.exists(data)) {
      return idOf(data) == ROOT ? NAMELESS : NOBODY;
    }
    return reachable(directory) ? NOBODY : NAMELESS;
  }

  /** A command line, run as this user. */
  public List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Gives a file or directory of ours to this user. */
  public void own(Path path) throws IOException {
    if (this == NOBODY) {
      Files.setAttribute(path, "unix:uid", NOBODYS_ID);
      Files.setAttribute(path, "unix:gid", NOBODYS_ID);
    }
  }

  private static boolean reachable(Path directory) throws IOException {
    for (Path path = directory.toRealPath(); path != null; path = path.getParent()) {
      if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private static int idOf(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }
}
