/** The intake on a store in memory that can be away, and that can refuse. */
@NullMarked
package dev.backstay.catalog.intake;

import org.jspecify.annotations.NullMarked;
