package dev.backstay.pipeline.staging;

/**
 * A backup that is committed and published in staging.
 *
 * @param wonHere whether the call that returns it also committed it; else it found it done, or
 *     another attempt was faster
 */
public record CommittedRun(RunCommit commit, RunManifest manifest, boolean wonHere) {}
