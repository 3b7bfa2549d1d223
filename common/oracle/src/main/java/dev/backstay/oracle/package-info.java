/**
 * Judges we did not write: stock programs, run as processes, that say whether what Backstay wrote
 * is what it claims to be. For tests only: no other room's main code imports this one, and it
 * imports no other room, so that a judge shares no mistake with the judged.
 */
@NullMarked
package dev.backstay.oracle;

import org.jspecify.annotations.NullMarked;
