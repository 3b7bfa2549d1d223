package dev.backstay.dumper.capture;

import dev.backstay.contract.policy.Origin;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.pipeline.BackupRequest;
import dev.backstay.pipeline.FileChunking;
import dev.backstay.pipeline.FilesBackup;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.FilesWork;
import dev.backstay.pipeline.staging.RunWork;
import java.lang.System.Logger;
import java.time.InstantSource;

/** Captures file trees of the machine it runs on. */
public final class FilesCapture implements CaptureWork {
  private static final Logger LOG = System.getLogger(FilesCapture.class.getName());

  private final String hostname;
  private final InstantSource clock;

  public FilesCapture(String hostname, InstantSource clock) {
    this.hostname = hostname;
    this.clock = clock;
  }

  @Override
  public SourceKind kind() {
    return SourceKind.FILES;
  }

  @Override
  public RunWork work(Assignment assignment, Progress progress) {
    if (!(assignment.source().origin() instanceof Origin.Files files)) {
      throw new IllegalArgumentException(assignment.source().name() + " is no file tree");
    }
    var request =
        new BackupRequest(
            files.paths(),
            files.include(),
            files.exclude(),
            files.oneFileSystem(),
            FileChunking.AUTO,
            hostname,
            assignment.request().tags(),
            false);
    return new FilesWork(
        new FilesBackup(assignment.vault().vault(), clock),
        assignment.order(),
        request,
        progress,
        report ->
            report
                .problems()
                .forEach(problem ->
                    LOG.log(
                        Logger.Level.WARNING,
                        "capture source={0} backup={1} problem={2}",
                        assignment.source().name(),
                        assignment.order().backup(),
                        problem)));
  }
}
