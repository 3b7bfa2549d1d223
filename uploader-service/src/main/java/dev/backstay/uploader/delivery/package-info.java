/**
 * The way of committed backups from staging to one destination, and what keeps destination and
 * staging in order. Every destination has a desk of its own, so a dead one delays only itself. Sees
 * no Quarkus and no Kafka; must never seal anything: uploaders copy bytes.
 */
@NullMarked
package dev.backstay.uploader.delivery;

import org.jspecify.annotations.NullMarked;
