package dev.backstay.scheduler.due;

import dev.backstay.contract.policy.Policy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The agenda of the policy as it is, made anew when the policy has changed. */
public final class PresentAgenda implements Supplier<Agenda> {
  private final Supplier<Policy> policy;
  private @Nullable Made last;

  private record Made(Policy of, Agenda agenda) {}

  public PresentAgenda(Supplier<Policy> policy) {
    this.policy = policy;
  }

  @Override
  public synchronized Agenda get() {
    Policy present = policy.get();
    Made made = last;
    if (made == null || !made.of().equals(present)) {
      made = new Made(present, Agenda.of(present));
      last = made;
    }
    return made.agenda();
  }
}
