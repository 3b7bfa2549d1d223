package dev.backstay.cli.policy;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.policy.Policy;
import dev.backstay.policy.PolicyProblem;
import dev.backstay.policy.PolicyReader;
import dev.backstay.policy.PolicyReading;
import dev.backstay.policy.SecretResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backstay policy check}. */
@Command(
    name = "check",
    description = "Report every problem of a policy file at once; nothing is started.")
final class PolicyCheckCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Default: ${DEFAULT-VALUE}.",
      defaultValue = "backstay.yaml")
  private Path file = Path.of("backstay.yaml");

  @Option(names = "--secrets", description = "Also look whether each secret can be resolved here.")
  private boolean secrets;

  PolicyCheckCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    switch (new PolicyReader().read(file)) {
      case PolicyReading.Rejected(var problems) ->
          throw rejected(console, problems, ErrorCode.POLICY_INVALID);
      case PolicyReading.Accepted accepted -> {
        if (secrets) {
          List<PolicyProblem> missing =
              accepted.checkSecrets(new SecretResolver(world.environment(), Path.of("/")));
          if (!missing.isEmpty()) {
            throw rejected(console, missing, ErrorCode.SECRET_MISSING);
          }
        }
        accept(console, accepted.policy());
      }
    }
    return 0;
  }

  private BackstayException rejected(
      Console console, List<PolicyProblem> problems, ErrorCode code) {
    for (PolicyProblem problem : problems) {
      console.tell(
          JsonLine.of("policy_problem")
              .with("file", problem.position().file())
              .with("line", problem.position().line())
              .with("column", problem.position().column())
              .with("key", problem.position().keyPath())
              .with("message", problem.message()),
          problem.toString());
    }
    return new BackstayException(
        code, "%s has %s".formatted(file, Wording.count(problems.size(), "problem")));
  }

  private void accept(Console console, Policy policy) {
    console.tell(
        JsonLine.of("policy")
            .with("file", file.toString())
            .with("sources", policy.sources().size())
            .with("destinations", policy.destinations().size()),
        "%s is a valid policy: %s, %s"
            .formatted(
                file,
                Wording.count(policy.sources().size(), "source"),
                Wording.count(policy.destinations().size(), "destination")));
  }
}
