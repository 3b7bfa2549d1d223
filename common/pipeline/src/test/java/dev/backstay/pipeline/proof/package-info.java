@NullMarked
package dev.backstay.pipeline.proof;

import org.jspecify.annotations.NullMarked;
