package dev.backstay.cli.dumps;

import dev.backstay.cli.console.Console;
import dev.backstay.cli.console.JsonLine;
import dev.backstay.cli.console.OutputOptions;
import dev.backstay.cli.console.ProgressDisplay;
import dev.backstay.cli.console.Wording;
import dev.backstay.cli.console.World;
import dev.backstay.cli.place.Filing;
import dev.backstay.cli.place.Packing;
import dev.backstay.cli.place.SecretFile;
import dev.backstay.cli.place.VaultPlace;
import dev.backstay.contract.ByteSize;
import dev.backstay.engine.postgres.PostgresAddress;
import dev.backstay.engine.postgres.logical.DumpSelection;
import dev.backstay.engine.postgres.logical.DumpedDatabase;
import dev.backstay.engine.postgres.logical.LogicalCapture;
import dev.backstay.engine.postgres.logical.Spool;
import dev.backstay.engine.postgres.logical.TablePattern;
import dev.backstay.pipeline.logical.LogicalBackup;
import dev.backstay.pipeline.logical.LogicalReport;
import dev.backstay.pipeline.logical.LogicalRequest;
import dev.backstay.vault.BlobId;
import dev.backstay.vault.Vault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backstay backup postgres-dump}. */
@Command(
    name = "postgres-dump",
    description = "Dump databases of a PostgreSQL cluster as one snapshot, by stock pg_dump.",
    footer = {
      "",
      "Each database is dumped as it is at one instant. The URL is never given as an argument,"
          + " which",
      "every user of the machine could read: FILE holds postgresql://user:password@host:port/db."
    })
public final class BackupPostgresDumpCommand implements Callable<Integer> {
  private final World world;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final VaultPlace place = new VaultPlace();
  @Mixin private final Packing packing = new Packing();
  @Mixin private final Filing filing = new Filing();
  @Mixin private final DumpPlace dumps = new DumpPlace();

  @Option(
      names = "--url-file",
      required = true,
      paramLabel = "FILE",
      description = "The file that holds the server's URL.")
  private Path urlFile = Path.of("");

  @Option(
      names = {"-d", "--database"},
      paramLabel = "NAME",
      description = "A database; may be given several times. Default: all.")
  private List<String> databases = new ArrayList<>();

  @Option(
      names = "--table",
      paramLabel = "PATTERN",
      description = "Tables alone, as schema.table with *; may be given several times.")
  private List<String> tables = new ArrayList<>();

  @Option(names = "--schema-only", description = "Definitions without rows.")
  private boolean schemaOnly;

  @Option(names = "--no-globals", description = "Leave out roles and tablespaces.")
  private boolean noGlobals;

  @Option(
      names = "--checksums",
      description = "Sum up the rows of each table too, not only count them.")
  private boolean checksums;

  @Option(
      names = "--spool-limit",
      paramLabel = "SIZE",
      description = "How much may wait in the spool before pg_dump is paused; default 1GiB.")
  private @Nullable ByteSize spoolLimit;

  BackupPostgresDumpCommand(World world) {
    this.world = world;
  }

  @Override
  public Integer call() {
    Console console = Console.of(world, output);
    PostgresAddress address = PostgresAddress.parse(SecretFile.POSTGRES_URL.read(urlFile, console));
    var selection =
        new DumpSelection(
            databases,
            tables.stream().map(TablePattern::parse).toList(),
            !noGlobals,
            schemaOnly,
            checksums,
            dumps.jobs());
    long limit = spoolLimit == null ? Spool.DEFAULT_LIMIT_BYTES : spoolLimit.bytes();
    var request =
        new LogicalRequest(
            new LogicalCapture.Setting(
                address, selection, dumps.spool(world), limit, dumps.programs()),
            filing.host(address.hosts().getFirst().name()),
            filing.tags());
    LogicalReport report;
    try (Vault vault = place.open(console, packing::on);
        ProgressDisplay progress = ProgressDisplay.start(console)) {
      report = new LogicalBackup(vault, world.clock()).run(request, progress);
    }
    console.tell(json(report), text(report));
    if (report.dump().globals() && !report.dump().rolePasswords()) {
      console.warn("the roles were dumped without their passwords, which this role may not read");
    }
    return 0;
  }

  private static JsonLine json(LogicalReport report) {
    return JsonLine.of("summary")
        .with("command", "backup postgres-dump")
        .with("snapshot", report.snapshot().id().hex())
        .with("parent", report.parent().map(BlobId::hex))
        .with("system", report.dump().system().toString())
        .with("databases", report.dump().databases().stream().map(DumpedDatabase::name).toList())
        .with("tables", report.tables())
        .with("rows", report.rows())
        .with("files", report.files())
        .with("bytes_processed", report.bytesProcessed())
        .with("bytes_added", report.bytesAdded())
        .with("bytes_stored", report.bytesStored())
        .with("role_passwords", report.dump().rolePasswords())
        .with("seconds", report.elapsed());
  }

  private static String text(LogicalReport report) {
    return """
    snapshot %s: %s with %s, %s in %s (%s)
      rows         %s
      added        %s, stored as %s\
    """
        .formatted(
            report.snapshot().id().shortHex(),
            Wording.count(report.dump().databases().size(), "database"),
            Wording.count(report.tables(), "table"),
            Wording.size(report.bytesProcessed()),
            Wording.span(report.elapsed()),
            Wording.rate(report.bytesProcessed(), report.elapsed()),
            report.dump().schemaOnly() ? "none, definitions alone" : Wording.number(report.rows()),
            Wording.size(report.bytesAdded()),
            Wording.size(report.bytesStored()));
  }
}
