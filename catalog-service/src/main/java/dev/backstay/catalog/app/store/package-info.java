/**
 * The catalog in PostgreSQL: rows, the writing of batches and the answers to questions. Must never
 * decide anything about backups; that is the projection's.
 */
@NullMarked
package dev.backstay.catalog.app.store;

import org.jspecify.annotations.NullMarked;
