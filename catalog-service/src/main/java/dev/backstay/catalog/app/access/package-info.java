/**
 * The rim of access: tokens in the database, the mechanism that reads them from requests, and the
 * checks that come before everything else. Sees Quarkus, Vert.x and JDBC.
 */
@NullMarked
package dev.backstay.catalog.app.access;

import org.jspecify.annotations.NullMarked;
