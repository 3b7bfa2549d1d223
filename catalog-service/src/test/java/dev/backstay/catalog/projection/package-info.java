/** The fold, tested on random histories without a database. */
@NullMarked
package dev.backstay.catalog.projection;

import org.jspecify.annotations.NullMarked;
