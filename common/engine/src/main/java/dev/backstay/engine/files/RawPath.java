package dev.backstay.engine.files;

import dev.backstay.contract.files.FileName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The conversion between the JDK's paths and the bytes the file system holds.
 *
 * <p>A path of the JDK keeps the raw bytes inside, but shows them as a string decoded by the
 * locale, which loses what does not fit (everything beyond ASCII under {@code LC_ALL=C}). Its URI
 * form is percent-encoded from the raw bytes and back, in every locale. The road by URI costs a
 * system call and much text, so names that a string carries without loss take the short one: ASCII
 * always, well-formed UTF-8 where the locale is UTF-8.
 */
public final class RawPath {
  private static final Path ROOT = Path.of("/");
  private static final boolean LOCALE_IS_UTF8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding", ""));

  /** What decoders put where bytes do not fit; a real one in a name merely takes the long road. */
  private static final char REPLACEMENT = '\uFFFD';

  private static final String PLAIN_IN_URI =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  private static final String HEX = "0123456789ABCDEF";

  private RawPath() {}

  /** The last name of a path that has one. */
  static FileName nameOf(Path path) {
    Path name = path.getFileName();
    if (name == null) {
      throw new IllegalArgumentException("a root has no name: " + path);
    }
    return FileName.of(bytes(name));
  }

  /** All bytes of a path, absolute or relative, a trailing slash included. */
  static byte[] bytes(Path path) {
    String text = path.toString();
    if (isCarried(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    byte[] absolute = decode(ROOT.resolve(path).toUri().getRawPath());
    int from = path.isAbsolute() ? 0 : 1;
    int to = absolute.length;
    boolean slash = absolute[to - 1] == '/';
    boolean wanted = text.endsWith("/");
    if (slash && !wanted) {
      to--; // the URI of a directory has a slash its path has not
    }
    return Arrays.copyOfRange(absolute, from, to);
  }

  /** The path of these bytes, absolute or relative; repeated slashes are not kept. */
  static Path of(FileName raw) {
    byte[] bytes = raw.bytes();
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (isCarried(text)) {
      return Path.of(text);
    }
    boolean absolute = bytes[0] == '/';
    Path path = Path.of(URI.create("file://" + encode(absolute ? bytes : under(bytes))));
    return absolute ? path : ROOT.relativize(path);
  }

  /** The entry of that name in a directory. */
  public static Path child(Path directory, FileName name) {
    return directory.resolve(of(name));
  }

  private static boolean isCarried(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= 0x80 && (!LOCALE_IS_UTF8 || c == REPLACEMENT)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] under(byte[] relative) {
    byte[] absolute = new byte[relative.length + 1];
    absolute[0] = '/';
    System.arraycopy(relative, 0, absolute, 1, relative.length);
    return absolute;
  }

  private static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 3);
    for (byte b : bytes) {
      int unsigned = b & 0xFF;
      if (PLAIN_IN_URI.indexOf(unsigned) >= 0) {
        text.append((char) unsigned);
      } else {
        text.append('%').append(HEX.charAt(unsigned >> 4)).append(HEX.charAt(unsigned & 15));
      }
    }
    return text.toString();
  }

  private static byte[] decode(String text) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '%') {
        c = (char) Integer.parseInt(text, at + 1, at + 3, 16);
        at += 2;
      }
      bytes[length++] = (byte) c;
    }
    return Arrays.copyOf(bytes, length);
  }
}
