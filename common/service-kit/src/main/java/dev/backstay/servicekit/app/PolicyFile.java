package dev.backstay.servicekit.app;

import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.Policy;
import dev.backstay.policy.PolicyReader;
import dev.backstay.policy.SecretResolver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The policy that this process was started with. */
@ApplicationScoped
public class PolicyFile implements Supplier<Policy> {
  private final SecretResolver secrets = new SecretResolver(System.getenv(), Path.of("/"));
  private final Policy policy;

  /** Reads the file; every problem in it is told at once. */
  @Inject
  public PolicyFile(PlatformSettings settings) {
    this.policy = new PolicyReader().read(settings.policy()).orThrow();
  }

  @Override
  public Policy get() {
    return policy;
  }

  /** Where references in the policy lead. */
  public SecretResolver secrets() {
    return secrets;
  }

  /** The vault's password. */
  public Secret password() {
    return secrets.resolve(policy.vault().password());
  }
}
