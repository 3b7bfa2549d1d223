@NullMarked
package dev.backstay.pipeline.staging;

import org.jspecify.annotations.NullMarked;
