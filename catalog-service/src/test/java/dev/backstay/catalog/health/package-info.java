@NullMarked
package dev.backstay.catalog.health;

import org.jspecify.annotations.NullMarked;
