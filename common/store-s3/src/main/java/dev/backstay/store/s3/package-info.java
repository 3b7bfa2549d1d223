/**
 * Objects kept in an S3 bucket: where it is, how it is spoken to, and the {@link
 * dev.backstay.store.BlobStore} on top. The only room that sees the S3 client, whose types stay
 * inside; knows nothing of what the bytes mean and never imports the vault.
 */
@NullMarked
package dev.backstay.store.s3;

import org.jspecify.annotations.NullMarked;
