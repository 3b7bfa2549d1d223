package dev.backstay.pipeline;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileType;

/** Whether a file surely has the content it had in an earlier snapshot, so that it is not read. */
@FunctionalInterface
public interface Comparison {
  /** Same size, times of modification and of metadata change, same inode. */
  Comparison METADATA =
      (now, before) ->
          before.type() == FileType.FILE
              && before.size() == now.size()
              && before.times().modified().equals(now.times().modified())
              && before.times().changed().equals(now.times().changed())
              && before.identity().inode() == now.identity().inode();

  /** Nobody can tell by the entry: the engine's contents say what changed, or all is read. */
  Comparison NONE = (_, _) -> false;

  boolean isUnchanged(FileEntry now, FileEntry before);
}
