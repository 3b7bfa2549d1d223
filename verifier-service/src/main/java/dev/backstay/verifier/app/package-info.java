/** The verifier as a Quarkus application, alone or beside the others. Wiring only. */
@NullMarked
package dev.backstay.verifier.app;

import org.jspecify.annotations.NullMarked;
