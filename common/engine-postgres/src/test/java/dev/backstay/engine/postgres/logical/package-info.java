/** Tests of logical dumps and their restores, on servers with PostgreSQL's client programs. */
@NullMarked
package dev.backstay.engine.postgres.logical;

import org.jspecify.annotations.NullMarked;
