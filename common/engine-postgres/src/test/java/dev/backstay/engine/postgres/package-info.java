@NullMarked
package dev.backstay.engine.postgres;

import org.jspecify.annotations.NullMarked;
