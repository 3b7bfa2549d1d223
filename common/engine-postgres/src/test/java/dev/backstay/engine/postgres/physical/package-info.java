@NullMarked
package dev.backstay.engine.postgres.physical;

import org.jspecify.annotations.NullMarked;
