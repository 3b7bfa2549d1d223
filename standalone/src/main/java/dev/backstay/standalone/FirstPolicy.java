package dev.backstay.standalone;

import java.nio.file.Path;

/** The policy that a new home begins with: small, valid, and told what to change. */
final class FirstPolicy {
  private FirstPolicy() {}

  static String text(Path home, Path password) {
    return """
    # Backstay's policy: what is protected, where to, and how. Every key: docs/policy.md; a full example:
    # docs/examples/backstay.yaml. Start 'backstay up' again after a change.

    vault:
      # Whoever has this password and one destination can recover, even without Backstay. Keep a copy elsewhere.
      password: ${file:%1$s}

    destinations:
      local:
        kind: local
        path: "%2$s/vault"
      # A backup beside its source is not safe: add one on another machine.
      # offsite:
      #   kind: sftp
      #   host: vault.example.net
      #   user: backstay
      #   path: /srv/backstay

    sources:
      # To begin with, the policy itself. Add yours.
      policy:
        kind: files
        paths: ["%2$s/backstay.yaml"]
        schedule:
          incremental: "0 * * * *"
    """
        .formatted(password, home);
  }
}
