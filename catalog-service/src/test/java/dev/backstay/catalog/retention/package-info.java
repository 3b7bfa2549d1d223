@NullMarked
package dev.backstay.catalog.retention;

import org.jspecify.annotations.NullMarked;
