/**
 * The walls between the rooms and the rules of the house, as tests. Each wall says why it stands
 * and how to mend a breach, and carries a small breach that must make it fail: a wall that cannot
 * fail is a painting.
 */
@NullMarked
package dev.backstay.testing.walls;

import org.jspecify.annotations.NullMarked;
