/** Tests of how streams stand. */
@NullMarked
package dev.backstay.catalog.stream;

import org.jspecify.annotations.NullMarked;
