/** Tests of logical backups from a server into a vault, and back by ours and by stock programs. */
@NullMarked
package dev.backstay.pipeline.logical;

import org.jspecify.annotations.NullMarked;
