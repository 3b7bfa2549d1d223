@NullMarked
package dev.backstay.engine.postgres.recovery;

import org.jspecify.annotations.NullMarked;
