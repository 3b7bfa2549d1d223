@NullMarked
package dev.backstay.engine.postgres.changes;

import org.jspecify.annotations.NullMarked;
