package dev.backstay.contract.event;

import dev.backstay.contract.policy.SourceName;

/** An event in the continuous capture of a source's changes. */
public sealed interface StreamEvent extends BackstayEvent
    permits StreamStored, StreamGap, StreamAlarm {
  SourceName source();

  @Override
  default String subject() {
    return source().value();
  }
}
