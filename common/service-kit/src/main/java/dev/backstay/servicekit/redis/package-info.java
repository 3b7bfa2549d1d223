/**
 * Leases and live progress in Redis, shared between processes. What is there may vanish at any
 * time, and nothing is lost by it. Never imports a service.
 */
@NullMarked
package dev.backstay.servicekit.redis;

import org.jspecify.annotations.NullMarked;
