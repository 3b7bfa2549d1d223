/** Tests of the watched policy. */
@NullMarked
package dev.backstay.servicekit.policy;

import org.jspecify.annotations.NullMarked;
