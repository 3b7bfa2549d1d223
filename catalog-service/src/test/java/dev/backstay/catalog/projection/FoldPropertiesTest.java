package dev.backstay.catalog.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backstay.contract.event.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fold is a join: commutative, associative and idempotent. */
class FoldPropertiesTest {
  private static final int HISTORIES = 150;

  static LongStream seeds() {
    return LongStream.range(0, HISTORIES);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyOrderAndAnyDoublingLeadToTheSameStates(long seed) {
    // Given
    var random = new Random(seed);
    List<Event<?>> history = new RandomHistory(seed).events(1 + random.nextInt(60));
    Map<StateKey, ProjectedState> once = Projector.fold(Map.of(), history);
    for (int i = 0; i < 10; i++) {
      // When
      List<Event<?>> told = new ArrayList<>(history);
      told.addAll(history.subList(0, random.nextInt(history.size() + 1)));
      Collections.shuffle(told, random);
      // Then
      assertThat(Projector.fold(Map.of(), told)).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyOrderOfAFewEventsLeadsToTheSameStates(long seed) {
    // Given
    List<Event<?>> history = new RandomHistory(seed).events(5);
    Map<StateKey, ProjectedState> once = Projector.fold(Map.of(), history);
    // When
    List<List<Event<?>>> orders = new ArrayList<>();
    permute(new ArrayList<>(history), 0, orders);
    // Then
    assertThat(orders).hasSize(120);
    assertThat(orders)
        .allSatisfy(order -> assertThat(Projector.fold(Map.of(), order)).isEqualTo(once));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anyCutIntoBatchesLeadsToTheSameStates(long seed) {
    // Given
    var random = new Random(seed);
    List<Event<?>> history = new RandomHistory(seed).events(40);
    // When
    Map<StateKey, ProjectedState> states = new HashMap<>();
    int from = 0;
    while (from < history.size()) {
      int to = Math.min(history.size(), from + 1 + random.nextInt(10));
      states.putAll(Projector.fold(states, history.subList(from, to)));
      from = to;
    }
    // Then
    assertThat(states).isEqualTo(Projector.fold(Map.of(), history));
  }

  private static void permute(List<Event<?>> events, int at, List<List<Event<?>>> orders) {
    if (at == events.size()) {
      orders.add(List.copyOf(events));
      return;
    }
    for (int i = at; i < events.size(); i++) {
      Collections.swap(events, at, i);
      permute(events, at + 1, orders);
      Collections.swap(events, at, i);
    }
  }
}
