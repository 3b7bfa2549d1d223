@NullMarked
package dev.backstay.oracle;

import org.jspecify.annotations.NullMarked;
