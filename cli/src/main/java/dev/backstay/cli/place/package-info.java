/**
 * Where a vault is and how it is opened: locations as users write them, the password, the store
 * behind a location with its wrappers, the options of all of these. Never imports a command.
 */
@NullMarked
package dev.backstay.cli.place;

import org.jspecify.annotations.NullMarked;
