package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.PruneRecord;
import dev.backstay.catalog.projection.RestoreRecord;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.policy.SourceName;
import java.util.Optional;

/** What was done and asked for; every list is newest first. */
public interface Journal {
  Page<VerificationEntry> verifications(Optional<SourceName> source, Paging paging);

  Page<FailureEntry> failures(Optional<SourceName> source, Paging paging);

  /** Who asked for what, with which outcome. */
  Page<AuditEntry> audit(Paging paging);

  Page<PruneRecord> prunes(Paging paging);

  Optional<PruneRecord> prune(PruneId prune);

  Page<RestoreRecord> restores(Paging paging);

  Optional<RestoreRecord> restore(RestoreId restore);

  Page<ParkedMessage> parked(Paging paging);
}
