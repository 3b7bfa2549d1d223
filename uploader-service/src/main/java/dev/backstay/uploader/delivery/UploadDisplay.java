package dev.backstay.uploader.delivery;

import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.SourceName;
import dev.backstay.pipeline.publication.PublicationListener;
import dev.backstay.servicekit.progress.LiveProgress;
import dev.backstay.vault.BlobId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Shows how far an upload is, and takes it from the board at the end. */
final class UploadDisplay implements PublicationListener, AutoCloseable {
  private final Ground ground;
  private final BackupId backup;
  private final SourceName source;
  private final DestinationName destination;
  private final Instant started;
  private final LongAdder packs = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder planned = new LongAdder();

  UploadDisplay(Ground ground, BackupId backup, SourceName source, DestinationName destination) {
    this.ground = ground;
    this.backup = backup;
    this.source = source;
    this.destination = destination;
    this.started = ground.clock().instant();
    show();
  }

  @Override
  public void planned(long morePacks, long moreBytes) {
    planned.add(moreBytes);
    show();
  }

  @Override
  public void done(BlobId pack, long length, boolean copied) {
    packs.increment();
    bytes.add(length);
    show();
  }

  private void show() {
    ground
        .progress()
        .show(
            new LiveProgress(
                backup,
                source,
                Stage.UPLOAD,
                Optional.of(destination),
                new LiveProgress.Amount(packs.sum(), bytes.sum(), planned.sum()),
                started,
                "",
                ground.clock().instant()));
  }

  @Override
  public void close() {
    ground.progress().clear(backup, Stage.UPLOAD, Optional.of(destination));
  }
}
