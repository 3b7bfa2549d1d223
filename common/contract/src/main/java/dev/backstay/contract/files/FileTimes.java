package dev.backstay.contract.files;

import java.time.Instant;

/** When a file's content was modified, when it was last read, and when its metadata changed. */
public record FileTimes(Instant modified, Instant accessed, Instant changed) {}
