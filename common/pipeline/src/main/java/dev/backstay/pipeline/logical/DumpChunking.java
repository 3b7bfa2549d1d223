package dev.backstay.pipeline.logical;

import dev.backstay.vault.Chunking;

/**
 * How dumps are cut: by content, since rows move. The larger a cluster, the longer the chunks: a
 * directory is one tree blob, which names all chunks of all its files. Only when a cluster outgrows
 * its class is everything stored once more.
 */
final class DumpChunking {
  private static final long SMALL = 32L << 30;
  private static final long LARGE = 256L << 30;

  private static final Chunking MIDDLE = new Chunking.ContentDefined(128 << 10, 256 << 10, 1 << 20);

  private DumpChunking() {}

  static Chunking of(long clusterBytes) {
    return clusterBytes <= SMALL ? Chunking.DUMPS : clusterBytes <= LARGE ? MIDDLE : Chunking.FILES;
  }
}
