/** The rim's own chores: metrics about backups, and retention that runs by itself. */
@NullMarked
package dev.backstay.catalog.app.figures;

import org.jspecify.annotations.NullMarked;
