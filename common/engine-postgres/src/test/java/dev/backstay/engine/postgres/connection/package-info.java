@NullMarked
package dev.backstay.engine.postgres.connection;

import org.jspecify.annotations.NullMarked;
