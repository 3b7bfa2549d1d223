/**
 * One process that is the whole platform: all services' features, an embedded broker and an
 * embedded database, everything below one directory. Only wiring; must never hold a decision that a
 * service would have to make again.
 */
@NullMarked
package dev.backstay.standalone;

import org.jspecify.annotations.NullMarked;
