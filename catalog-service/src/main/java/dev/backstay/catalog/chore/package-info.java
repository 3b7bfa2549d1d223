/** Work that is done again and again, each on a thread with an owner and an end. Plain Java. */
@NullMarked
package dev.backstay.catalog.chore;

import org.jspecify.annotations.NullMarked;
