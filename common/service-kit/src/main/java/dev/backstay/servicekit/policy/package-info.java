/**
 * The policy as a running process has it. Owns when a changed file counts; never imports Quarkus,
 * nor what the policy is used for.
 */
@NullMarked
package dev.backstay.servicekit.policy;

import org.jspecify.annotations.NullMarked;
