package dev.backstay.engine.postgres.logical;

import java.util.List;

/**
 * A table that was brought into another server.
 *
 * @param rows those of its partitions too
 * @param left what of it was left behind
 */
public record TransferredTable(long rows, List<LeftBehind> left) {
  public TransferredTable {
    left = List.copyOf(left);
  }
}
