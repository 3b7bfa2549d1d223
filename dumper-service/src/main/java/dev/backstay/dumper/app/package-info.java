/** The dumper as a Quarkus application, alone or beside the others. Wiring only. */
@NullMarked
package dev.backstay.dumper.app;

import org.jspecify.annotations.NullMarked;
