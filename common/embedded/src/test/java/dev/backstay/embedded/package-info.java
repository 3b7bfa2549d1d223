/** Proof of the embedded servers, by starting, killing and restarting them. */
@NullMarked
package dev.backstay.embedded;

import org.jspecify.annotations.NullMarked;
