@NullMarked
package dev.backstay.catalog.request;

import org.jspecify.annotations.NullMarked;
