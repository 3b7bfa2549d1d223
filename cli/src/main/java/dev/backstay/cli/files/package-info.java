/** The commands that back up and restore files. Owns their words; never touches a file itself. */
@NullMarked
package dev.backstay.cli.files;

import org.jspecify.annotations.NullMarked;
