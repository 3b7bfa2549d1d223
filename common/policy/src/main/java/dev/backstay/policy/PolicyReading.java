package dev.backstay.policy;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What became of reading a policy file: a policy, or everything that is wrong with the file. */
public sealed interface PolicyReading {
  /** The policy, or {@code POLICY_INVALID} with every problem in its message. */
  Policy orThrow();

  /**
   * The file is a policy. Its secrets were not looked at, since no process may see all of them.
   *
   * @param secrets every reference, in the order of the file
   */
  record Accepted(Policy policy, List<SecretUse> secrets) implements PolicyReading {
    public Accepted {
      secrets = List.copyOf(secrets);
    }

    @Override
    public Policy orThrow() {
      return policy;
    }

    /**
     * Resolves the secrets this process is to use and throws all of them away again.
     *
     * @param mine which ones, by the place they are used
     * @return a problem for each that cannot be resolved, sorted by position
     */
    public List<PolicyProblem> checkSecrets(SecretResolver resolver, Predicate<SecretUse> mine) {
      List<PolicyProblem> problems = new ArrayList<>();
      for (SecretUse use : secrets.stream().filter(mine).toList()) {
        try {
          resolver.resolve(use.reference());
        } catch (BackstayException e) {
          problems.add(new PolicyProblem(use.position(), String.valueOf(e.getMessage())));
        }
      }
      return problems.stream().sorted().toList();
    }

    /** Like {@link #checkSecrets(SecretResolver, Predicate)}, for every secret of the policy. */
    public List<PolicyProblem> checkSecrets(SecretResolver resolver) {
      return checkSecrets(resolver, _ -> true);
    }
  }

  /**
   * The file is not a policy.
   *
   * @param problems at least one, sorted by position
   */
  record Rejected(List<PolicyProblem> problems) implements PolicyReading {
    public Rejected {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("nothing is rejected without a reason");
      }
    }

    @Override
    public Policy orThrow() {
      throw exception(ErrorCode.POLICY_INVALID, problems);
    }
  }

  /** One exception that lists problems, each on its line. */
  static BackstayException exception(ErrorCode code, List<PolicyProblem> problems) {
    StringBuilder message = new StringBuilder();
    message.append(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
    message.append(" in the policy file");
    for (PolicyProblem problem : problems) {
      message.append("\n  ").append(problem);
    }
    return new BackstayException(code, message.toString());
  }
}
