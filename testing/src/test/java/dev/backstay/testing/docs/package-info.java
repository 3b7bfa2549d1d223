/**
 * The documents of the house, as tests: links lead somewhere, generated pages are what the code
 * says, and blocks marked as executable run.
 */
@NullMarked
package dev.backstay.testing.docs;

import org.jspecify.annotations.NullMarked;
