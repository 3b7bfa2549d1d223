/** The uploader as a Quarkus application, alone or beside the others. Wiring only. */
@NullMarked
package dev.backstay.uploader.app;

import org.jspecify.annotations.NullMarked;
