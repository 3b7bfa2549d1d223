/** Contract of the progress board. */
@NullMarked
package dev.backstay.servicekit.progress;

import org.jspecify.annotations.NullMarked;
