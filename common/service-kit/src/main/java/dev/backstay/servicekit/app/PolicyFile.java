package dev.backstay.servicekit.app;

import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.Policy;
import dev.backstay.policy.SecretResolver;
import dev.backstay.servicekit.policy.WatchedPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** The policy of the file that this process was started with, as it is by now. */
@ApplicationScoped
public class PolicyFile implements Supplier<Policy> {
  private final SecretResolver secrets = new SecretResolver(System.getenv(), Path.of("/"));
  private final WatchedPolicy policy;

  /** Reads the file; every problem in it is told at once. */
  @Inject
  public PolicyFile(PlatformSettings settings, InstantSource clock) {
    this.policy = WatchedPolicy.of(settings.policy(), clock);
  }

  @Override
  public Policy get() {
    return policy.get();
  }

  /** Why the file as it is now does not count, if so. */
  public Optional<String> objection() {
    return policy.objection();
  }

  /** Where references in the policy lead. */
  public SecretResolver secrets() {
    return secrets;
  }

  /** The vault's password. */
  public Secret password() {
    return secrets.resolve(policy.get().vault().password());
  }
}
