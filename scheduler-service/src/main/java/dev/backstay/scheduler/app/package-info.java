/**
 * The scheduler's rim: wires its features to Kafka, the policy file and the host. The only package
 * of the room that may see a framework or a broker's client; holds no rule of the domain.
 */
@NullMarked
package dev.backstay.scheduler.app;

import org.jspecify.annotations.NullMarked;
