package dev.backstay.dumper.capture;

import dev.backstay.contract.event.BackupRequested;
import dev.backstay.contract.policy.Source;
import dev.backstay.contract.policy.SourceKind;
import dev.backstay.pipeline.Progress;
import dev.backstay.pipeline.staging.RunOrder;
import dev.backstay.pipeline.staging.RunWork;
import dev.backstay.pipeline.staging.StagedVault;

/** How sources of one kind are captured. */
public interface CaptureWork {
  /** The kind this captures. */
  SourceKind kind();

  /** The work of one run: reads the source, and hands it to the run's writer. */
  RunWork work(Assignment assignment, Progress progress);

  /**
   * What is to be captured.
   *
   * @param vault in staging, which the run writes to
   */
  record Assignment(Source source, BackupRequested request, RunOrder order, StagedVault vault) {}
}
