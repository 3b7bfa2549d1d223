package dev.backstay.contract.files;

/** What makes two names the same file on one host: device and inode; and how many names it has. */
public record FileIdentity(long deviceId, long inode, long links) {}
