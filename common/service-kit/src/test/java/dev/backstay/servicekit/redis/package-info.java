/** Leases and live progress on a real Redis server. */
@NullMarked
package dev.backstay.servicekit.redis;

import org.jspecify.annotations.NullMarked;
