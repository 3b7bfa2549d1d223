/**
 * Publishing events and reading their history: the ports, on Kafka and in memory. Never imports
 * Quarkus, nor a service.
 */
@NullMarked
package dev.backstay.servicekit.event;

import org.jspecify.annotations.NullMarked;
