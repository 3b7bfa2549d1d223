/** Samples for the tests of the service kit. */
@NullMarked
package dev.backstay.servicekit;

import org.jspecify.annotations.NullMarked;
