package dev.backstay.cli.snapshots;

import dev.backstay.contract.files.FileEntry;

/** Type and permissions of an entry as {@code ls -l} writes them: {@code drwxr-xr-x}. */
final class Permissions {
  private static final String LETTERS = "rwxrwxrwx";
  private static final int SET_UID = 04000;
  private static final int SET_GID = 02000;
  private static final int STICKY = 01000;

  private Permissions() {}

  static String of(FileEntry entry) {
    int bits = entry.permissions();
    StringBuilder text = new StringBuilder().append(letter(entry));
    for (int i = 0; i < LETTERS.length(); i++) {
      text.append((bits & 0400 >> i) != 0 ? LETTERS.charAt(i) : '-');
    }
    special(text, 3, (bits & SET_UID) != 0, 's');
    special(text, 6, (bits & SET_GID) != 0, 's');
    special(text, 9, (bits & STICKY) != 0, 't');
    return text.toString();
  }

  private static char letter(FileEntry entry) {
    return switch (entry.type()) {
      case FILE -> '-';
      case DIRECTORY -> 'd';
      case SYMLINK -> 'l';
      case BLOCK_DEVICE -> 'b';
      case CHARACTER_DEVICE -> 'c';
      case FIFO -> 'p';
      case SOCKET -> 's';
    };
  }

  private static void special(StringBuilder text, int at, boolean set, char letter) {
    if (set) {
      text.setCharAt(at, text.charAt(at) == 'x' ? letter : Character.toUpperCase(letter));
    }
  }
}
