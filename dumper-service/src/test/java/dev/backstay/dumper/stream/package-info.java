/** Tests of what the dumper's streams remember. */
@NullMarked
package dev.backstay.dumper.stream;

import org.jspecify.annotations.NullMarked;
