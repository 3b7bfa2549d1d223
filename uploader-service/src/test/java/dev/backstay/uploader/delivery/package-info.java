/** Tests of the uploader's upkeep. */
@NullMarked
package dev.backstay.uploader.delivery;

import org.jspecify.annotations.NullMarked;
