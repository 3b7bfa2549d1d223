/** Recovery tried on real servers, and its planner against a naive one. */
@org.jspecify.annotations.NullMarked
package dev.backstay.pipeline.postgres.recovery;
