package dev.backstay.engine.files;

import dev.backstay.contract.files.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of users and groups, each asked of the system once and remembered. Confined to the
 * capturing thread.
 */
final class OwnerNames {
  private final Map<Integer, String> users = new HashMap<>();
  private final Map<Integer, String> groups = new HashMap<>();
  private final Map<Long, FileOwner> owners = new HashMap<>();

  /** The owner of these numbers, its names learnt from a file that belongs to it. */
  FileOwner of(int uid, int gid, Path file) throws IOException {
    long key = (long) uid << Integer.SIZE | Integer.toUnsignedLong(gid);
    FileOwner known = owners.get(key);
    if (known != null) {
      return known;
    }
    FileOwner owner =
        new FileOwner(
            uid, gid, name(users, uid, file, "unix:owner"), name(groups, gid, file, "unix:group"));
    owners.put(key, owner);
    return owner;
  }

  private static String name(Map<Integer, String> names, int id, Path file, String attribute)
      throws IOException {
    String known = names.get(id);
    if (known != null) {
      return known;
    }
    Principal principal =
        (Principal) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
    String name = principal.getName();
    boolean isNumber = name.equals(Integer.toString(id)) || name.equals(unsigned(id));
    names.put(id, isNumber ? "" : name);
    return isNumber ? "" : name;
  }

  private static String unsigned(int id) {
    return Integer.toUnsignedString(id);
  }
}
