package dev.backstay.vault;

/**
 * What a session did so far.
 *
 * @param bytesRead plain bytes of data, known or new
 * @param blobsNew blobs the vault did not hold
 * @param bytesNew their plain bytes
 * @param packs packs stored
 * @param bytesStored bytes of those packs
 */
public record SessionStats(
    long bytesRead, long blobsNew, long bytesNew, long packs, long bytesStored) {}
