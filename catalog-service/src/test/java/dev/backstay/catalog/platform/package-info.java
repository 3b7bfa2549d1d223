@NullMarked
package dev.backstay.catalog.platform;

import org.jspecify.annotations.NullMarked;
