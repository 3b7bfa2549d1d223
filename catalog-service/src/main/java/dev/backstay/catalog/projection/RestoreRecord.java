package dev.backstay.catalog.projection;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Event;
import dev.backstay.contract.event.EventId;
import dev.backstay.contract.event.Failure;
import dev.backstay.contract.event.RestoreCompleted;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.event.RestoreRequested;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One restore: who asked for what, and how it ended. */
public record RestoreRecord(RestoreId restore, Optional<Order> order, Optional<Result> result)
    implements ProjectedState {
  /** What was asked for. */
  public record Order(
      EventId event,
      Instant at,
      BackupId backup,
      SourceName source,
      Optional<DestinationName> destination,
      String target,
      List<String> include,
      Optional<String> actor)
      implements Fact {
    public Order {
      include = List.copyOf(include);
    }
  }

  /** How it ended. */
  public record Result(
      EventId event,
      Instant at,
      BackupId backup,
      SourceName source,
      Optional<DestinationName> destination,
      Optional<Failure> failure,
      long files,
      long bytes,
      Duration took)
      implements Fact {}

  static RestoreRecord unknown(RestoreId restore) {
    return new RestoreRecord(restore, Optional.empty(), Optional.empty());
  }

  @Override
  public StateKey key() {
    return new StateKey.OfRestore(restore);
  }

  @Override
  public RestoreRecord apply(Event<?> event) {
    return switch (event.data()) {
      case RestoreRequested told when told.restore().equals(restore) ->
          new RestoreRecord(
              restore,
              Newest.of(
                  order,
                  new Order(
                      event.id(),
                      told.requestedAt(),
                      told.backup(),
                      told.source(),
                      told.destination(),
                      told.target(),
                      told.include(),
                      event.actor())),
              result);
      case RestoreCompleted told when told.restore().equals(restore) ->
          new RestoreRecord(
              restore,
              order,
              Newest.of(
                  result,
                  new Result(
                      event.id(),
                      told.completedAt(),
                      told.backup(),
                      told.source(),
                      told.destination(),
                      told.failure(),
                      told.files(),
                      told.bytes(),
                      told.took())));
      default -> this;
    };
  }

  /** The backup it restores; empty while nothing was told. */
  public Optional<BackupId> backup() {
    return order.map(Order::backup).or(() -> result.map(Result::backup));
  }

  /** The source it restores; empty while nothing was told. */
  public Optional<SourceName> source() {
    return order.map(Order::source).or(() -> result.map(Result::source));
  }

  /** When it was asked for, or ended. */
  public Instant instant() {
    return order.map(Order::at).or(() -> result.map(Result::at)).orElse(Instant.EPOCH);
  }
}
