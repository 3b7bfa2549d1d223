package dev.backstay.pipeline;

import dev.backstay.contract.BackstayException;

/** Something of a run that failed while the rest went on: where, and why. */
public record Problem(String path, BackstayException cause) {}
