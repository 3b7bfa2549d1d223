/** The catalog, tested as a whole. */
@NullMarked
package dev.backstay.catalog;

import org.jspecify.annotations.NullMarked;
