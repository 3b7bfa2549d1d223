/**
 * The continuous capture of PostgreSQL sources: one worker a source receives the log and leaves it
 * in staging as frames, tells the server what destinations hold, and notices whatever is wrong with
 * it; one thread rolls frames up. Backups and streams have threads of their own and never wait for
 * each other. Sees no Quarkus, no Kafka and no destination; must never delete what is not rolled
 * up.
 */
@NullMarked
package dev.backstay.dumper.stream;

import org.jspecify.annotations.NullMarked;
