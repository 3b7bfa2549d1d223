package dev.backstay.engine;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.files.FileEntry;

/** The place of a sink to which order means nothing: it passes on what it is told. */
record ForwardedPlace(CaptureSink sink) implements Postponed {
  @Override
  public void enter(FileEntry directory) {
    sink.enter(directory);
  }

  @Override
  public void leave() {
    sink.leave();
  }

  @Override
  public void add(FileEntry entry, Content content) {
    sink.add(entry, content);
  }

  @Override
  public void problem(String path, BackstayException cause) {
    sink.problem(path, cause);
  }

  @Override
  public void settle() {
    sink.settle();
  }

  @Override
  public Postponed postpone() {
    return sink.postpone();
  }

  @Override
  public void close() {}
}
