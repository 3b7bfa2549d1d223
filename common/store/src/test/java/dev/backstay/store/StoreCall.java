package dev.backstay.store;

/**
 * One call a {@link FaultyBlobStore} saw.
 *
 * @param number counts all calls from zero
 * @param subject the object's name, the prefix of a listing, or the instant of a sweep
 */
public record StoreCall(int number, StoreOperation operation, String subject) {}
