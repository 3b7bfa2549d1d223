package dev.backstay.contract.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The whole of what is protected, where to, and how: one policy file, read and checked. */
public record Policy(VaultSettings vault, List<Destination> destinations, List<Source> sources) {
  public Policy {
    destinations = List.copyOf(destinations);
    sources = List.copyOf(sources);
    Set<DestinationName> places = new HashSet<>();
    for (Destination destination : destinations) {
      if (!places.add(destination.name())) {
        throw new IllegalArgumentException("two destinations named " + destination.name());
      }
    }
    Set<SourceName> names = new HashSet<>();
    for (Source source : sources) {
      if (!names.add(source.name())) {
        throw new IllegalArgumentException("two sources named " + source.name());
      }
      if (!places.containsAll(source.protection().destinations())) {
        throw new IllegalArgumentException(source.name() + " names an undefined destination");
      }
    }
  }

  public Optional<Source> source(SourceName name) {
    return sources.stream().filter(source -> source.name().equals(name)).findFirst();
  }

  public Optional<Destination> destination(DestinationName name) {
    return destinations.stream().filter(place -> place.name().equals(name)).findFirst();
  }
}
