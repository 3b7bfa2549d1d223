package dev.backstay.contract.event;

import dev.backstay.contract.policy.SourceName;
import dev.backstay.contract.stream.StreamPosition;
import dev.backstay.contract.stream.SystemIdentifier;
import dev.backstay.contract.stream.Timelines;
import java.time.Instant;
import java.util.List;

/**
 * A piece of a stream was not captured and is lost for good: no instant in it can be restored, nor
 * one after it from a backup before it. Whoever detects the same gap again tells the same event.
 *
 * @param from the first position that is not there
 * @param to where the capture goes on
 * @param cause why, in a sentence
 */
public record StreamGap(
    SourceName source,
    SystemIdentifier system,
    int timeline,
    StreamPosition from,
    StreamPosition to,
    String cause,
    Instant detectedAt)
    implements StreamEvent {
  public StreamGap {
    Timelines.check(timeline);
    Timelines.check(from, to);
  }

  @Override
  public List<String> identity() {
    return List.of(
        source.value(), system.value(), Integer.toString(timeline), from.toString(), to.toString());
  }
}
