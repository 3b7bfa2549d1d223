package dev.backstay.contract.files;

/**
 * Who owns a file, by number and, where the system knows one, by name (else empty). The numbers are
 * the kernel's 32 unsigned bits: write and read them with {@link Integer#toUnsignedLong}.
 */
public record FileOwner(int uid, int gid, String user, String group) {}
