package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.PruneRecord;
import dev.backstay.catalog.projection.RestoreRecord;
import dev.backstay.contract.event.PruneId;
import dev.backstay.contract.event.RestoreId;
import dev.backstay.contract.policy.SourceName;
import java.util.List;
import java.util.Optional;

/** What was done and asked for; every list is newest first. */
public interface Journal {
  Page<VerificationEntry> verifications(VerificationFilter filter, Paging paging);

  /** Those of a source, or all. */
  default Page<VerificationEntry> verifications(Optional<SourceName> source, Paging paging) {
    return verifications(
        new VerificationFilter(source, Optional.empty(), Optional.empty()), paging);
  }

  /** What failed: stages of backups, alarms of captures that were raised, and gaps. */
  Page<FailureEntry> failures(Optional<SourceName> source, Paging paging);

  /** Alarms about continuous captures, raised and cleared. */
  Page<AlarmEntry> alarms(AlarmFilter filter, Paging paging);

  /** Who asked for what, with which outcome. */
  Page<AuditEntry> audit(AuditFilter filter, Paging paging);

  /** All of it. */
  default Page<AuditEntry> audit(Paging paging) {
    return audit(AuditFilter.ALL, paging);
  }

  Page<PruneRecord> prunes(Paging paging);

  Optional<PruneRecord> prune(PruneId prune);

  Page<RestoreRecord> restores(Paging paging);

  Optional<RestoreRecord> restore(RestoreId restore);

  Page<ParkedMessage> parked(Paging paging);

  /** The message of a place as each group put it aside; none when no group did. */
  List<ParkedMessage> parked(String topic, int partition, long offset);
}
