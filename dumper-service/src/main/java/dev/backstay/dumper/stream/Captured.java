package dev.backstay.dumper.stream;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Origin;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SecretReference;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.stream.KnownSlot;
import java.util.List;
import java.util.Optional;

/** A source of the policy whose log is captured continuously. */
record Captured(Source source, Origin.Postgres origin) {
  /** Those of a policy. */
  static List<Captured> of(Policy policy) {
    return policy.sources().stream().map(Captured::of).flatMap(Optional::stream).toList();
  }

  private static Optional<Captured> of(Source source) {
    return source.origin() instanceof Origin.Postgres postgres && postgres.wal().captured()
        ? Optional.of(new Captured(source, postgres))
        : Optional.empty();
  }

  /** Whether it is captured the same way: how it is retained or proven concerns no stream. */
  boolean streamsLike(Captured other) {
    return name().equals(other.name())
        && url().equals(other.url())
        && wal().equals(other.wal())
        && destinations().equals(other.destinations());
  }

  SourceName name() {
    return source.name();
  }

  SecretReference url() {
    return origin.url();
  }

  Origin.Postgres.Wal wal() {
    return origin.wal();
  }

  /** The slot that its log is captured through. */
  KnownSlot knownSlot() {
    return new KnownSlot(name(), wal().slot(), url());
  }

  List<DestinationName> destinations() {
    return source.protection().destinations();
  }
}
