@NullMarked
package dev.backstay.postgres.server;

import org.jspecify.annotations.NullMarked;
