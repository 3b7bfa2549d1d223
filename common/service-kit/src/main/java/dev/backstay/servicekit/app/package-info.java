/**
 * The kit's rim: turns configuration into the kit's ports and offers them to the services' beans.
 * Wires, converts and reports health; decides nothing.
 */
@NullMarked
package dev.backstay.servicekit.app;

import org.jspecify.annotations.NullMarked;
