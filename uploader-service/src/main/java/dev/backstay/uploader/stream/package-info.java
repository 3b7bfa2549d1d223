/**
 * The way of streams from staging to one destination: a lane of its own for each, beside the work
 * on backups, so that a stream waits for no backup and a dead destination delays only itself. Sees
 * no Quarkus and no Kafka; must never seal anything.
 */
@NullMarked
package dev.backstay.uploader.stream;

import org.jspecify.annotations.NullMarked;
