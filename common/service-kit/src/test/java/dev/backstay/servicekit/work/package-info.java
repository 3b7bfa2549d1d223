/** Contract of the work queue, in memory and on Kafka. */
@NullMarked
package dev.backstay.servicekit.work;

import org.jspecify.annotations.NullMarked;
