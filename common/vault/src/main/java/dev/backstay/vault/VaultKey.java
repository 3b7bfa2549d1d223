package dev.backstay.vault;

/**
 * One password's power to open a vault, as its key file tells of it.
 *
 * @param id the name of the key file
 * @param created when, as the program that made it wrote it
 */
public record VaultKey(BlobId id, String created, String username, String hostname) {}
