package dev.backstay.store.sftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory on an SSH server. Written {@code sftp://user@host[:port]/path}, or as restic writes
 * it, {@code sftp:user@host:/path}. The path is absolute.
 */
public record SftpLocation(String user, String host, int port, String path) {
  public static final int DEFAULT_PORT = 22;

  private static final String HOST = "(\\[[0-9a-fA-F:.%]+]|[^@:/\\[\\]]+)";
  private static final Pattern URL =
      Pattern.compile("sftp://([^@/]+)@" + HOST + "(?::(\\d{1,5}))?(/.*)");
  private static final Pattern RESTIC = Pattern.compile("sftp:([^@/:]+)@" + HOST + ":(/.*)");

  public SftpLocation {
    if (user.isEmpty() || host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "not a user and server: " + user + "@" + host + ":" + port);
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("the path on the server must be absolute: " + path);
    }
    path = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Reads either written form; throws {@link IllegalArgumentException} naming both. */
  public static SftpLocation parse(String text) {
    Matcher url = URL.matcher(text);
    if (url.matches() && !url.group(1).contains(":")) {
      String port = url.group(3);
      return new SftpLocation(
          url.group(1),
          bare(url.group(2)),
          port == null ? DEFAULT_PORT : Integer.parseInt(port),
          url.group(4));
    }
    Matcher restic = RESTIC.matcher(text);
    if (restic.matches()) {
      return new SftpLocation(
          restic.group(1), bare(restic.group(2)), DEFAULT_PORT, restic.group(3));
    }
    throw new IllegalArgumentException(
        "not an SFTP location; write sftp://user@host[:port]/path or sftp:user@host:/path, with an"
            + " absolute path and without a password");
  }

  /** An IPv6 address without the brackets it is written in. */
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** As a user writes it. */
  @Override
  public String toString() {
    String shownHost = host.contains(":") ? "[" + host + "]" : host;
    return "sftp://" + user + "@" + shownHost + (port == DEFAULT_PORT ? "" : ":" + port) + path;
  }
}
