/** Tests of the lanes of streams. */
@NullMarked
package dev.backstay.uploader.stream;

import org.jspecify.annotations.NullMarked;
