/** Tests of the command line: in this process, and as the program that users start. */
@NullMarked
package dev.backstay.cli;

import org.jspecify.annotations.NullMarked;
