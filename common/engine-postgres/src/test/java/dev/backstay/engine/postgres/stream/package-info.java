@NullMarked
package dev.backstay.engine.postgres.stream;

import org.jspecify.annotations.NullMarked;
