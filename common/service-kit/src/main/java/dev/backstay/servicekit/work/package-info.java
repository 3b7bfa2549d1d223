/**
 * Jobs that may last hours: taken from the events by a group of workers, one event to one worker,
 * given to another when a worker dies, put aside with a reason when nobody can do them. The port,
 * on Kafka's share groups and in memory. Never imports Quarkus, nor a service.
 */
@NullMarked
package dev.backstay.servicekit.work;

import org.jspecify.annotations.NullMarked;
