/**
 * Leases: who may do what only one may do, as long as it lives. The port, in memory and in Redis.
 * Never imports a service.
 */
@NullMarked
package dev.backstay.servicekit.lease;

import org.jspecify.annotations.NullMarked;
