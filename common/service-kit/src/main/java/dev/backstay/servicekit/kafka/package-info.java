/**
 * How Kafka is reached and how its failures are told. Owns the client settings; never imports an
 * event's meaning, nor Quarkus.
 */
@NullMarked
package dev.backstay.servicekit.kafka;

import org.jspecify.annotations.NullMarked;
