package dev.backstay.store;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Decides which calls of a {@link FaultyBlobStore} go wrong, and how. */
@FunctionalInterface
public interface FaultPlan {
  Optional<Fault> faultOf(StoreCall call);

  /** Nothing goes wrong: for recording the calls of a run before sweeping over them. */
  static FaultPlan none() {
    return _ -> Optional.empty();
  }

  /** Exactly the call of this number goes wrong. */
  static FaultPlan onCall(int number, Fault fault) {
    return call -> call.number() == number ? Optional.of(fault) : Optional.empty();
  }

  /** Every call from this number on goes wrong: the store died and stays dead. */
  static FaultPlan fromCall(int number, Fault fault) {
    return call -> call.number() >= number ? Optional.of(fault) : Optional.empty();
  }

  /**
   * Each call goes wrong with a probability. What befalls a call depends on the seed and the call's
   * number alone, not on the order in which threads ask.
   */
  static FaultPlan seeded(long seed, double probability, List<Fault> faults) {
    List<Fault> choices = List.copyOf(faults);
    return call -> {
      Random random = new Random(seed * 1_000_003 + call.number());
      // The first number of neighbouring seeds is nearly the same.
      random.nextInt();
      return random.nextDouble() < probability
          ? Optional.of(choices.get(random.nextInt(choices.size())))
          : Optional.empty();
    };
  }
}
