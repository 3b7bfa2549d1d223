package dev.backstay.catalog.app.http;

import dev.backstay.catalog.projection.BackupState;
import dev.backstay.catalog.query.BackupFilter;
import dev.backstay.catalog.query.BackupFilter.TimeSpan;
import dev.backstay.contract.policy.BackupKind;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which backups are asked for. */
class BackupSelection {
  @Parameter(description = Described.SOURCE)
  @QueryParam("source")
  @Nullable String source;

  @Parameter(
      description =
          "FULL, INCREMENTAL, LOGICAL or SCHEMA; or WAL for pieces of streams, which are left out"
              + " otherwise.")
  @QueryParam("kind")
  @Nullable String kind;

  @Parameter(
      description =
          "REQUESTED, RUNNING, RETRYING, FAILED, CAPTURED, STORED, PROVEN, DAMAGED, FORGOTTEN or"
              + " DELETED.")
  @QueryParam("state")
  @Nullable String state;

  @Parameter(description = "Only those that this destination offers now.")
  @QueryParam("destination")
  @Nullable String destination;

  @Parameter(description = "Only those with this tag.")
  @QueryParam("tag")
  @Nullable String tag;

  @Parameter(description = "Captured at or after this instant.")
  @QueryParam("from")
  @Nullable String from;

  @Parameter(description = "Captured before this instant.")
  @QueryParam("to")
  @Nullable String to;

  BackupFilter filter() {
    return new BackupFilter(
        Parameters.source(source),
        Parameters.constant("kind", kind, BackupKind.class),
        Parameters.constant("state", state, BackupState.class),
        Parameters.destination(destination),
        Parameters.text("tag", tag),
        new TimeSpan(Parameters.instant("from", from), Parameters.instant("to", to)));
  }
}
