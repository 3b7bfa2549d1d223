package dev.backstay.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to back up, and how.
 *
 * @param paths files and directories, with everything below them
 * @param includes patterns of the files that are taken; all when there are none
 * @param excludes patterns of what is left out below them
 * @param oneFileSystem whether other file systems mounted below are left out
 * @param chunking how the files' content is cut
 * @param hostname under which the snapshot is filed
 * @param tags of the snapshot
 * @param force whether every file is read, even one that looks unchanged since the last snapshot
 */
public record BackupRequest(
    List<Path> paths,
    List<String> includes,
    List<String> excludes,
    boolean oneFileSystem,
    FileChunking chunking,
    String hostname,
    List<String> tags,
    boolean force) {
  public BackupRequest {
    paths = List.copyOf(paths);
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
    tags = List.copyOf(tags);
  }

  /** The same with tags added in front. */
  public BackupRequest withTags(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(tags);
    return new BackupRequest(
        paths, includes, excludes, oneFileSystem, chunking, hostname, all, force);
  }

  /** The same with every file read. */
  public BackupRequest withForce() {
    return new BackupRequest(
        paths, includes, excludes, oneFileSystem, chunking, hostname, tags, true);
  }
}
