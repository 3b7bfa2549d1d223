package dev.backstay.engine.files;

import java.nio.file.Path;

/** What the parts of one restore share. */
record RestoreWork(
    SystemCalls calls,
    TargetTree tree,
    OpenChannels channels,
    UncachedWrites uncached,
    RestoreTally tally,
    TargetFailure failure,
    EntryMetadata metadata) {
  static RestoreWork in(Path target, RestoreOptions options, SystemCalls calls) {
    RestoreTally tally = new RestoreTally();
    TargetFailure failure = new TargetFailure(target);
    return new RestoreWork(
        calls,
        new TargetTree(target, options.overwrite()),
        new OpenChannels(),
        new UncachedWrites(),
        tally,
        failure,
        new EntryMetadata(calls, tally, failure));
  }
}
