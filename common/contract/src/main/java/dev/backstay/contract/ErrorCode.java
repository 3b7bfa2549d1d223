package dev.backstay.contract;

/**
 * Every way in which Backstay can fail, with its kind, exit status and remedy. The name is the code
 * users see and search for; name and exit status are for ever.
 */
public enum ErrorCode {
  USAGE(ErrorKind.USER, 2, "See 'backstay help' for the arguments this command takes."),
  POLICY_INVALID(
      ErrorKind.USER, 3, "Correct the named lines of the policy file; nothing was started."),
  VAULT_NOT_FOUND(
      ErrorKind.USER, 10, "Check the location, or create the vault with 'backstay vault init'."),
  VAULT_EXISTS(
      ErrorKind.USER,
      11,
      "Choose another location, or use the vault that is there; it was not touched."),
  PASSWORD_WRONG(
      ErrorKind.USER,
      12,
      "Check the password file; if the password is lost, decrypt the escrow message with gpg."),
  KEY_MISSING(
      ErrorKind.RESOURCE,
      13,
      "Restore the vault's keys/ folder from another destination; without it nothing opens."),
  SNAPSHOT_NOT_FOUND(ErrorKind.USER, 14, "List what is there with 'backstay snapshots'."),
  VAULT_LOCKED(
      ErrorKind.TRANSIENT,
      15,
      "Wait until the named process ends; a lock older than 30 minutes is ignored by itself."),
  LAST_KEY(
      ErrorKind.USER,
      16,
      "Add another key first: a vault without a key can never be opened again."),
  VERSION_UNSUPPORTED(
      ErrorKind.USER,
      17,
      "Migrate the repository to version 2 with 'restic migrate upgrade_repo_v2'."),
  KEY_UNKNOWN(ErrorKind.USER, 18, "List the vault's keys with 'backstay vault keys list'."),
  PASSWORD_EMPTY(ErrorKind.USER, 19, "Put a password into the password file."),
  LOCK_LOST(
      ErrorKind.TRANSIENT, 28, "Run the same command again; what was stored is kept and reused."),
  VAULT_DIFFERENT(
      ErrorKind.USER,
      29,
      "Choose a destination that is empty or holds a replica of the same vault; nothing was"
          + " changed."),
  STORE_UNREACHABLE(
      ErrorKind.TRANSIENT,
      20,
      "Check the network and the endpoint, then run the same command again."),
  STORE_TIMEOUT(
      ErrorKind.TRANSIENT, 21, "Run the same command again; what was stored is kept and reused."),
  STORE_DENIED(ErrorKind.RESOURCE, 22, "Check the credentials and permissions of the destination."),
  STORE_FULL(
      ErrorKind.RESOURCE,
      23,
      "Free space at the destination, then run the same command again; what was stored is kept."),
  STORE_READ_ONLY(ErrorKind.RESOURCE, 24, "Make the destination writable for this user."),
  STORE_NOT_FOUND(ErrorKind.RESOURCE, 25, "Create the bucket or directory, or correct its name."),
  STORE_FAILED(ErrorKind.RESOURCE, 26, "See the cause; what was stored is kept and reused."),
  STORE_AMBIGUOUS(
      ErrorKind.TRANSIENT,
      27,
      "Run the same command again: it reads back what was stored and continues."),
  OBJECT_MISSING(
      ErrorKind.INTEGRITY,
      30,
      "Run 'backstay check', then mend the vault with 'backstay repair --from' a good replica."),
  OBJECT_CORRUPT(
      ErrorKind.INTEGRITY,
      31,
      "Run 'backstay check --read-data', then mend the vault with 'backstay repair --from' a good"
          + " replica."),
  FOREIGN_OBJECT(
      ErrorKind.INTEGRITY,
      32,
      "Move the named file out of the vault: it was written by something else."),
  CHECK_FAILED(
      ErrorKind.INTEGRITY,
      33,
      "Mend the vault with 'backstay repair --from' a good replica, then check again."),
  RESTORE_INCOMPLETE(
      ErrorKind.INTEGRITY, 34, "See the named files; everything else was restored and compared."),
  ENCODING_BROKEN(
      ErrorKind.INTEGRITY,
      35,
      "Suspect this machine's memory: test it, and run the same command on another machine."),
  SOURCE_NOT_FOUND(ErrorKind.USER, 40, "Check the path of the source."),
  SOURCE_UNREADABLE(
      ErrorKind.RESOURCE,
      41,
      "Give the user that runs Backstay permission to read the named files."),
  SOURCE_INCOMPLETE(
      ErrorKind.RESOURCE,
      42,
      "The snapshot was published without the named files; mend the cause and back up again."),
  PATH_NOT_FOUND(ErrorKind.USER, 46, "List what the snapshot holds with 'backstay ls'."),
  TARGET_NOT_EMPTY(
      ErrorKind.USER,
      43,
      "Choose an empty or new directory, or restore over what is there: files by --overwrite, a"
          + " PostgreSQL cluster by --delta."),
  TARGET_FULL(
      ErrorKind.RESOURCE,
      44,
      "Free space at the target or choose another one, then restore again."),
  TARGET_UNWRITABLE(ErrorKind.RESOURCE, 45, "Choose a target directory this user may write."),
  LEVEL_UNSUPPORTED(
      ErrorKind.USER,
      47,
      "Ask for a lower level of proof, or send the request to a verifier that can restore such a"
          + " source."),
  SECRET_MISSING(
      ErrorKind.USER,
      50,
      "Set the named variable or create the named file, readable by this user only."),
  CLOCK_SKEW(
      ErrorKind.RESOURCE,
      51,
      "Correct the clock of this machine (NTP), then run the same command again."),
  ESCROW_INVALID(ErrorKind.USER, 52, "Pass an ASCII-armored OpenPGP public key that can encrypt."),
  MEMORY_SHORT(
      ErrorKind.RESOURCE,
      53,
      "Give the process a larger heap: 256 MB plus 100 bytes for each blob in the vault."),
  SURVIVOR_MISSING(
      ErrorKind.INTEGRITY,
      36,
      "Verify the source's backups at that destination and mend it; a prune runs again by itself."),
  SOURCE_DAMAGED(
      ErrorKind.INTEGRITY,
      58,
      "Mend the named pages: restore them or their table from the last good state, which is kept;"
          + " then back up again."),
  SOURCE_UNSUPPORTED(
      ErrorKind.USER,
      48,
      "Run a version that can capture this kind of source, then ask for the backup again."),
  BACKUP_ABANDONED(
      ErrorKind.USER, 38, "Ask for a new backup of the source; this one is never tried again."),
  DESTINATION_EMPTIED(
      ErrorKind.RESOURCE,
      37,
      "Mount the destination or bring its content back; only if it is to be filled from the"
          + " beginning, say so with 'backstay vault refill'."),
  SOURCE_UNREACHABLE(
      ErrorKind.TRANSIENT,
      49,
      "Check that the server runs and takes connections at its address; work goes on by itself."),
  SOURCE_DENIED(
      ErrorKind.RESOURCE,
      54,
      "Check the password and pg_hba.conf; grant what is named by the script in"
          + " docs/postgresql.md, in the database of the URL."),
  SOURCE_BUSY(
      ErrorKind.TRANSIENT,
      77,
      "Let the change of the named tables end, or end its session, which pg_blocking_pids() names;"
          + " work goes on by itself."),
  DUMP_FAILED(
      ErrorKind.RESOURCE,
      78,
      "Mend what the program names, then ask for the backup again; nothing of this one was kept."),
  SOURCE_SETTING(
      ErrorKind.RESOURCE,
      55,
      "Change the named setting of the server as docs/postgresql.md says, then ask again."),
  SOURCE_VANISHED(
      ErrorKind.TRANSIENT,
      57,
      "Nothing: the file was removed while it was captured, which the log of the source repeats."),
  SOURCE_DIFFERENT(
      ErrorKind.INTEGRITY,
      56,
      "Another cluster answers at the address: correct the address, give the new cluster a source"
          + " of its own, or ask for a full backup of it; nothing stored was touched."),
  SOURCE_UPGRADED(
      ErrorKind.USER,
      59,
      "Take a new base backup: what is stored stays restorable with servers of its own version."),
  SLOT_MISSING(
      ErrorKind.RESOURCE,
      72,
      "A new slot and a new base backup are made by themselves; keep others from dropping the"
          + " slot."),
  SLOT_LOST(
      ErrorKind.RESOURCE,
      73,
      "A new slot and a new base backup are made by themselves; raise max_slot_wal_keep_size, or"
          + " keep destinations reachable."),
  SLOT_BUSY(
      ErrorKind.TRANSIENT,
      74,
      "Find out by pg_stat_replication who uses the slot and give it a slot of its own; work goes"
          + " on by itself."),
  WAL_REMOVED(
      ErrorKind.RESOURCE,
      75,
      "A new base backup begins behind the gap by itself; keep the slot, which makes the server"
          + " keep its WAL."),
  WAL_BROKEN(
      ErrorKind.INTEGRITY,
      76,
      "Take a full base backup now, then check the disks and the memory on the way of the named"
          + " WAL."),
  TARGET_UNFIT(
      ErrorKind.USER,
      80,
      "Give the target server what is named, or say how to do without it; nothing was changed."),
  CONFIRMATION_NEEDED(
      ErrorKind.USER,
      81,
      "Look once more at what is named, then pass --confirm with exactly the words told."),
  PROGRAM_MISSING(
      ErrorKind.RESOURCE,
      82,
      "Install PostgreSQL's programs of the named version here (its clients may be newer), or name"
          + " their folder."),
  SPOOL_FULL(
      ErrorKind.RESOURCE,
      83,
      "Free space there, or name a directory with more of it for the spool."),
  EVENT_MALFORMED(
      ErrorKind.USER,
      60,
      "Correct the program that wrote it, by docs/events.md; the message was put aside and can be"
          + " replayed."),
  EVENT_UNKNOWN(
      ErrorKind.USER,
      61,
      "Update this service to a version that knows the type, then replay the message that was put"
          + " aside."),
  KAFKA_UNREACHABLE(
      ErrorKind.TRANSIENT,
      62,
      "Check that the broker runs and the address is right; work goes on by itself."),
  DATABASE_UNREACHABLE(
      ErrorKind.TRANSIENT,
      63,
      "Check that the catalog's database runs; the events wait and are read by themselves."),
  REDIS_UNREACHABLE(
      ErrorKind.TRANSIENT,
      64,
      "Check that Redis runs; captures wait for their lease and go on by themselves."),
  LEASE_LOST(
      ErrorKind.TRANSIENT, 65, "Nothing: another worker has the source and does the same work."),
  VAULT_NOT_READY(
      ErrorKind.TRANSIENT,
      66,
      "Start the uploader and make its destinations reachable: it makes the vault or fetches it."),
  API_UNREACHABLE(
      ErrorKind.TRANSIENT,
      67,
      "Start the platform with './backstay up', or name its address with --api or BACKSTAY_API."),
  API_DENIED(
      ErrorKind.USER,
      68,
      "Pass a token with a sufficient role by --token-file or BACKSTAY_TOKEN_FILE."),
  API_REFUSED(ErrorKind.USER, 69, "Correct the named argument."),
  CATALOG_BEHIND(
      ErrorKind.TRANSIENT,
      79,
      "Wait until the catalog has read what was told, then ask again; what is due by itself is"
          + " asked for by itself."),
  TARGET_UNREACHABLE(
      ErrorKind.USER,
      84,
      "Choose one of the named points; 'backstay recovery-points' lists all that can be reached."),
  TARGET_DIFFERENT(
      ErrorKind.USER,
      91,
      "Name the cluster that is there by --confirm, or choose an empty directory."),
  TARGET_IN_USE(
      ErrorKind.USER,
      85,
      "Stop the server that runs on the directory; remove the named file only when none does, in no"
          + " container and on no host. Then restore again."),
  CLUSTER_UNKNOWN(
      ErrorKind.USER,
      86,
      "Name one cluster by --source or --system; 'backstay recovery-points' lists all of them."),
  TABLE_NOT_FOUND(
      ErrorKind.USER,
      87,
      "Check database, schema and name, and whether the table was there at that point."),
  TABLE_EXISTS(ErrorKind.USER, 88, "Choose another schema or name; what is there was not changed."),
  RECOVERY_FAILED(
      ErrorKind.INTEGRITY,
      89,
      "See the server's last words; recover to another point, and verify the backup it began"
          + " from."),
  RESTORE_REFUSED(
      ErrorKind.RESOURCE,
      90,
      "Mend what the server names, then run the same command again; nothing was left behind."),
  START_FAILED(
      ErrorKind.RESOURCE,
      71,
      "Mend the named cause, then start again; nothing stored was touched."),
  INTERRUPTED(
      ErrorKind.TRANSIENT, 130, "Run the same command again; what was stored is kept and reused."),
  INTERNAL(
      ErrorKind.BUG,
      70,
      "This is a defect in Backstay: please report it with the message and the stack trace"
          + " (--debug).");

  private final ErrorKind kind;
  private final int exitStatus;
  private final String remedy;

  ErrorCode(ErrorKind kind, int exitStatus, String remedy) {
    this.kind = kind;
    this.exitStatus = exitStatus;
    this.remedy = remedy;
  }

  /** Who must act, and whether a retry may help. */
  public ErrorKind kind() {
    return kind;
  }

  /** The exit status of a command that ends with this error. */
  public int exitStatus() {
    return exitStatus;
  }

  /** What the operator should do next. */
  public String remedy() {
    return remedy;
  }
}
