/**
 * Invented rows of a trading company: what a benchmark backs up in place of somebody's secrets.
 * Needs nothing but the JDK, so that a script can run it from its sources.
 */
@NullMarked
package dev.backstay.benchmarks.rows;

import org.jspecify.annotations.NullMarked;
