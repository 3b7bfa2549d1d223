/**
 * How fast the parts are: JMH benchmarks of what a backup spends its time on. Reads the vault's
 * private rooms, which nothing that ships may: a part is measured where it is. Holds no code that
 * anything else needs, and is never imported.
 */
@NullMarked
package dev.backstay.benchmarks;

import org.jspecify.annotations.NullMarked;
