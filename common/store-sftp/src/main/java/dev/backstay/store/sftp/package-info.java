/**
 * Objects on a server reached by SFTP: the only room that sees SSH. Knows nothing of what the bytes
 * mean; never imports the vault.
 */
@NullMarked
package dev.backstay.store.sftp;

import org.jspecify.annotations.NullMarked;
