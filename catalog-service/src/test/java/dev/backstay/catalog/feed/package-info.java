@NullMarked
package dev.backstay.catalog.feed;

import org.jspecify.annotations.NullMarked;
