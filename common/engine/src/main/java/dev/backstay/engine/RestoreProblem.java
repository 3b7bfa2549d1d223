package dev.backstay.engine;

import dev.backstay.contract.BackstayException;

/** An entry that was not restored, or not wholly, and why. */
public record RestoreProblem(EntryPath path, BackstayException cause) {}
