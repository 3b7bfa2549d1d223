package dev.backstay.catalog.query;

import dev.backstay.catalog.projection.DestinationRecord;
import dev.backstay.catalog.projection.SchedulerRecord;
import dev.backstay.contract.policy.SourceName;
import java.util.List;
import java.util.Optional;

/** What there is: sources, destinations and schedulers, each with the last that is known of it. */
public interface Overview {
  /** So many sources, destinations or schedulers are listed, by name; nobody reads more. */
  int MAX_LISTED = 10_000;

  List<SourceOverview> sources();

  Optional<SourceOverview> source(SourceName source);

  List<DestinationRecord> destinations();

  List<SchedulerRecord> schedulers();
}
