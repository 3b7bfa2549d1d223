/**
 * What the user wants protected, how, and how it is proven: the policy as plain immutable values.
 * Owns the meaning of each setting and its limits; how the file is written belongs to {@code
 * dev.backstay.policy}. Sees the JDK and {@code dev.backstay.contract}; never YAML, secrets'
 * contents or a store.
 */
@NullMarked
package dev.backstay.contract.policy;

import org.jspecify.annotations.NullMarked;
