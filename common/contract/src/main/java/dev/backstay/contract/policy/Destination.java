package dev.backstay.contract.policy;

import dev.backstay.contract.ByteSize;
import java.util.Optional;

/**
 * A place that holds a complete, independent replica of the vault.
 *
 * @param maxRate bytes a second to and from it, when limited
 */
public record Destination(DestinationName name, Location location, Optional<ByteSize> maxRate) {}
