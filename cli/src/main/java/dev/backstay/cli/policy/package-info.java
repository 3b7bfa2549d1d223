/** The commands about the policy file. Owns their words; reading it is the room policy's. */
@NullMarked
package dev.backstay.cli.policy;

import org.jspecify.annotations.NullMarked;
