/**
 * The continuous capture from end to end: a real PostgreSQL, the dumper's streams, the uploader's
 * lanes and two destinations, without a broker.
 */
@NullMarked
package dev.backstay.testing.stream;

import org.jspecify.annotations.NullMarked;
