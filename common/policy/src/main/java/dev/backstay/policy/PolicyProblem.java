package dev.backstay.policy;

import java.util.Comparator;

/** One thing wrong with a policy file, and what would be right. Names no secret. */
public record PolicyProblem(Position position, String message)
    implements Comparable<PolicyProblem> {
  private static final Comparator<PolicyProblem> ORDER =
      Comparator.comparing(PolicyProblem::position).thenComparing(PolicyProblem::message);

  @Override
  public int compareTo(PolicyProblem other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line:column: key.path: message}, as compilers print it. */
  @Override
  public String toString() {
    return position + ": " + message;
  }
}
