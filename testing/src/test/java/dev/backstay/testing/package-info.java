/**
 * What holds for the house as a whole and belongs to no single room: its walls ({@code walls}) and
 * its documents ({@code docs}).
 */
@NullMarked
package dev.backstay.testing;

import org.jspecify.annotations.NullMarked;
