@NullMarked
package dev.backstay.pipeline;

import org.jspecify.annotations.NullMarked;
