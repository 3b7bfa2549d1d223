@NullMarked
package dev.backstay.catalog.access;

import org.jspecify.annotations.NullMarked;
