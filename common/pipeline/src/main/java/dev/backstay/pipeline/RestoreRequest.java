package dev.backstay.pipeline;

import dev.backstay.vault.snapshot.StoredSnapshot;
import java.nio.file.Path;
import java.util.List;

/**
 * What to restore, and where.
 *
 * @param includes patterns of the paths to restore, with everything below them; none restores all
 * @param overwrite whether the target may hold files already
 * @param verify whether the restored files are read again and compared with the snapshot
 */
public record RestoreRequest(
    StoredSnapshot snapshot,
    Path target,
    List<String> includes,
    boolean overwrite,
    boolean verify) {
  public RestoreRequest {
    includes = List.copyOf(includes);
  }
}
