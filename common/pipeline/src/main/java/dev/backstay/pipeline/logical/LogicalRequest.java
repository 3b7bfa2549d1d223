package dev.backstay.pipeline.logical;

import dev.backstay.engine.postgres.logical.LogicalCapture;
import java.util.ArrayList;
import java.util.List;

/**
 * What to dump, and how to file it.
 *
 * @param capture what is dumped, from where and through which spool
 * @param hostname under which the snapshot is filed
 * @param tags of the snapshot, beside those that tell what it is
 */
public record LogicalRequest(LogicalCapture.Setting capture, String hostname, List<String> tags) {
  public LogicalRequest {
    tags = List.copyOf(tags);
  }

  /** The same with tags added in front. */
  LogicalRequest withTags(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(tags);
    return new LogicalRequest(capture, hostname, all);
  }
}
