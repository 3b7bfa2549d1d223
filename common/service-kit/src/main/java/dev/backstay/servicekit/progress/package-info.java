/**
 * How far running work is, for people to watch; gone when it ends or its worker dies. The port, in
 * memory and in Redis. Never imports a service.
 */
@NullMarked
package dev.backstay.servicekit.progress;

import org.jspecify.annotations.NullMarked;
