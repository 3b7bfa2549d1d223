/** Tests of PostgreSQL's flows. */
@NullMarked
package dev.backstay.pipeline.postgres;

import org.jspecify.annotations.NullMarked;
