package dev.backstay.pipeline.staging;

import dev.backstay.pipeline.staging.RunManifest.StagedPack;

/** Learns how a run fares. Called from several threads: quick, and never throwing. */
public interface RunListener {
  /** Nobody listens. */
  RunListener NONE = new RunListener() {};

  /** A pack is durable in staging, and a later attempt would find it. */
  default void packSealed(StagedPack pack) {}

  /** A pack that an attempt before made durable is part of this run. */
  default void packAdopted(StagedPack pack) {}

  /** Staging holds as much as it may: the run waits until destinations have taken some of it. */
  default void waitingForSpace(long dataBytes, long limitBytes) {}

  /** The wait has ended. */
  default void spaceFound() {}
}
