/** Tests of recoverable intervals. */
@NullMarked
package dev.backstay.catalog.interval;

import org.jspecify.annotations.NullMarked;
