/**
 * The HTTP API: resources that check what they are given, ask the plain packages, and hand on their
 * records. The mappers and filters of all resources are here too.
 */
@NullMarked
package dev.backstay.catalog.app.http;

import org.jspecify.annotations.NullMarked;
