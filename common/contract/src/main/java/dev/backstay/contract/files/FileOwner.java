package dev.backstay.contract.files;

/** Who owns a file, by number and, where the system knows one, by name (else empty). */
public record FileOwner(int uid, int gid, String user, String group) {}
