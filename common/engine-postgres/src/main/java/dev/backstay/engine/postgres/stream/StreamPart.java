package dev.backstay.engine.postgres.stream;

/** What a stream brings: WAL, or the end of a timeline. */
public sealed interface StreamPart permits WalChunk, TimelineSwitch {}
