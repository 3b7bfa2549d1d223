package dev.backstay.policy;

import dev.backstay.contract.policy.SecretReference;

/** A place of a policy file that refers to a secret. */
public record SecretUse(Position position, SecretReference reference) {}
