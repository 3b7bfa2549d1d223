package dev.backstay.contract.files;

/** What kind of thing a directory entry is. */
public enum FileType {
  FILE,
  DIRECTORY,
  SYMLINK,
  BLOCK_DEVICE,
  CHARACTER_DEVICE,
  FIFO,
  SOCKET
}
