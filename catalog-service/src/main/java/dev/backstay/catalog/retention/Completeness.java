package dev.backstay.catalog.retention;

import java.util.Optional;

/**
 * Whether the catalog knows all that was told so far. While it reads everything again, or is
 * behind, a hold or a failed proof may lie unread in a topic, and the newest backup may be unknown.
 */
@FunctionalInterface
public interface Completeness {
  /**
   * What the catalog lacks, a part of a sentence; empty when it lacks nothing. May wait a moment.
   */
  Optional<String> lacking();
}
