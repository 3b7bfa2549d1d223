/**
 * PostgreSQL as a source: the values that all its parts share (positions in the log, identities,
 * addresses, files of relations, changed blocks). Its packages capture a cluster physically and
 * logically, find changed blocks, stream its log and prepare a recovery. Knows nothing of chunks,
 * snapshots or stores and must never import vault, store, events or another engine.
 */
@NullMarked
package dev.backstay.engine.postgres;

import org.jspecify.annotations.NullMarked;
