@NullMarked
package dev.backstay.pipeline.stream;

import org.jspecify.annotations.NullMarked;
