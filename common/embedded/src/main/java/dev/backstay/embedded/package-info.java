/**
 * A real Kafka broker and a real PostgreSQL server as parts of one process: started, stopped and
 * started again on one directory, on loopback alone. Knows servers, not what is kept in them; never
 * imports a service.
 */
@NullMarked
package dev.backstay.embedded;

import org.jspecify.annotations.NullMarked;
