/**
 * What every room shares: the coded error family and small values. Sees the JDK and JSpecify only.
 */
@NullMarked
package dev.backstay.contract;

import org.jspecify.annotations.NullMarked;
