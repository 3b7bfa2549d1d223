/** The service on a real broker and a real database, in one boot. */
@NullMarked
package dev.backstay.catalog.app;

import org.jspecify.annotations.NullMarked;
