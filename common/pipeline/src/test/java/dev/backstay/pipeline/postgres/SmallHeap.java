package dev.backstay.pipeline.postgres;

import dev.backstay.contract.Secret;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.physical.Access;
import dev.backstay.engine.postgres.physical.PhysicalRequest;
import dev.backstay.pipeline.Progress;
import dev.backstay.store.LocalBlobStore;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Backs up a cluster in a process of its own, whose heap the test limits.
 *
 * <pre>SmallHeap REPOSITORY PASSWORD URL ACCESS full|incremental …</pre>
 */
final class SmallHeap {
  private SmallHeap() {}

  public static void main(String[] arguments) {
    Path repository = Path.of(arguments[0]);
    var address = PostgresAddress.parse(Secret.of(arguments[2]));
    var request = PhysicalRequest.of(address).withAccess(Access.valueOf(arguments[3]));
    try (Vault vault =
        Vault.open(
            LocalBlobStore.open(repository), Secret.of(arguments[1]), BackedUpCluster.options())) {
      for (String kind : List.of(arguments).subList(4, arguments.length)) {
        PhysicalReport report =
            new PhysicalBackup(vault, InstantSource.system())
                .run(
                    new PhysicalBackupRequest(
                        request,
                        kind.equals("full") ? BackedUpCluster.FULL : BackedUpCluster.INCREMENTAL,
                        "host",
                        List.of()),
                    Progress.NONE);
        System.out.println(
            kind + " " + report.figures().bytesProcessed() + " " + report.figures().bytesRead());
      }
    }
  }
}
