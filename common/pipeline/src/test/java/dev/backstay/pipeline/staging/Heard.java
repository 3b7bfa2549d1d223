package dev.backstay.pipeline.staging;

import dev.backstay.pipeline.staging.RunManifest.StagedPack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Remembers what a run told. */
final class Heard implements RunListener {
  final List<StagedPack> sealed = Collections.synchronizedList(new ArrayList<>());
  final List<StagedPack> adopted = Collections.synchronizedList(new ArrayList<>());
  final List<String> waits = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void packSealed(StagedPack pack) {
    sealed.add(pack);
  }

  @Override
  public void packAdopted(StagedPack pack) {
    adopted.add(pack);
  }

  @Override
  public void waitingForSpace(long dataBytes, long limitBytes) {
    waits.add("waiting");
  }

  @Override
  public void spaceFound() {
    waits.add("found");
  }
}
