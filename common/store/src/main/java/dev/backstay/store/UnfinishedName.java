package dev.backstay.store;

import java.util.regex.Pattern;

/**
 * The names stock restic gives to files it is still writing beside the objects of a directory: the
 * object's own name followed by {@code -tmp-} and digits (local disk) or {@code -restic-temp-} and
 * hexadecimal digits (SFTP). Such a file is no object yet, so no listing shows it.
 */
public final class UnfinishedName {
  private static final Pattern FORM =
      Pattern.compile("(config|[0-9a-f]{64})-(tmp-[0-9]+|restic-temp-[0-9a-f]+)");

  private UnfinishedName() {}

  /** Whether a file of this name, without its folder, is an unfinished one of restic. */
  public static boolean matches(String fileName) {
    return FORM.matcher(fileName).matches();
  }
}
