/** The rim: configuration, health and tracing. */
@NullMarked
package dev.backstay.servicekit.app;

import org.jspecify.annotations.NullMarked;
