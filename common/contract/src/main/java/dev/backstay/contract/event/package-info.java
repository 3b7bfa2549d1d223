/**
 * The facts that services tell each other and every team: past-tense records, their envelope and
 * their ids. Ids and measurements only, never bytes, never secrets. Sees the JDK, JSpecify and the
 * rest of contract; how they are written as JSON is the codec's business, in the room of events.
 */
@NullMarked
package dev.backstay.contract.event;

import org.jspecify.annotations.NullMarked;
