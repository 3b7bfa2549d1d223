@NullMarked
package dev.backstay.pipeline.publication;

import org.jspecify.annotations.NullMarked;
