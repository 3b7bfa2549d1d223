/** Contract of publishing and of reading history, in memory and on Kafka. */
@NullMarked
package dev.backstay.servicekit.event;

import org.jspecify.annotations.NullMarked;
