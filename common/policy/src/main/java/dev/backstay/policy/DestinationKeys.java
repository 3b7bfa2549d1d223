package dev.backstay.policy;

import dev.backstay.contract.ByteSize;
import dev.backstay.contract.policy.Destination;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Location;
import dev.backstay.contract.policy.S3Storage;
import dev.backstay.contract.policy.S3Storage.Encryption;
import dev.backstay.contract.policy.S3Storage.ObjectLock;
import dev.backstay.contract.policy.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/** The keys of a destination, by its kind. */
final class DestinationKeys {
  static final Key<String> KIND =
      Key.of("kind", Forms.choice(kinds()), "What kind of place it is.").asRequired();
  static final Key<ByteSize> MAX_RATE =
      Key.of("max-rate", Forms.rate(), "Bytes a second to and from it.").otherwise("no limit");

  static final Key<Path> LOCAL_PATH =
      Key.of("path", Forms.path(), "Directory of the replica.").asRequired();

  static final Key<Encryption> SSE =
      Key.of(
              "sse",
              Forms.choice(encryptions()),
              "Encryption by the server, on top of the vault's own: `AES256` or `aws:kms`.")
          .orElse(Encryption.BUCKET_DEFAULT, "the bucket's own setting");
  static final Key<String> KMS_KEY =
      Key.of("kms-key", Forms.text(), "Key id or ARN for `sse: aws:kms`.")
          .otherwise("the account's default key");
  static final Key<String> STORAGE_CLASS =
      Key.of(
              "storage-class",
              Forms.text("a storage class such as STANDARD_IA", "[A-Z0-9_-]+"),
              "Storage class of what is put; one that can be read at once.")
          .otherwise("the bucket's own setting");
  static final Key<ObjectLock.Mode> LOCK_MODE =
      Key.of(
              "mode",
              Forms.choice(ObjectLock.Mode.class),
              "Who may lift the lock early: privileged users, or nobody.")
          .asRequired();
  static final Key<Duration> LOCK_KEEP =
      Key.of("keep", Forms.duration(), "For how long after it was put.").asRequired();
  static final Key<ObjectLock> OBJECT_LOCK =
      Key.of(
              "object-lock",
              new Section<>(
                  "For how long the server refuses to delete or replace what was stored.",
                  List.of(LOCK_MODE, LOCK_KEEP),
                  lock -> new ObjectLock(lock.get(LOCK_MODE), lock.get(LOCK_KEEP))),
              "Refusal of the server to delete or replace.")
          .otherwise("no lock");

  static final Key<String> HOST = Key.of("host", Forms.text(), "Name or address.").asRequired();
  static final Key<Integer> PORT =
      Key.of("port", Forms.count(1, 65535), "Port of the SSH server.").orElse("22");
  static final Key<String> USER = Key.of("user", Forms.text(), "User to log in as.").asRequired();
  static final Key<String> SFTP_PATH =
      Key.of(
              "path",
              Forms.text("an absolute path at the server", "/.*"),
              "Directory of the replica at the server.")
          .asRequired();
  static final Key<Path> IDENTITY =
      Key.of("identity", Forms.path(), "Private key file, without passphrase.")
          .otherwise("ssh-agent, `~/.ssh/id_ed25519`, `~/.ssh/id_rsa`");
  static final Key<SecretReference> PASSWORD =
      Key.of("password", Forms.secret(), "Password of the user.").otherwise("keys only");
  static final Key<Path> KNOWN_HOSTS =
      Key.of("known-hosts", Forms.path(), "File with the server's public key.")
          .otherwise("`~/.ssh/known_hosts`");

  static final Variants<Destination> DESTINATION = new Variants<>(KIND, sections());

  private DestinationKeys() {}

  private static SequencedMap<String, String> kinds() {
    SequencedMap<String, String> kinds = new LinkedHashMap<>();
    List.of("local", "s3", "sftp").forEach(kind -> kinds.put(kind, kind));
    return kinds;
  }

  private static SequencedMap<String, Encryption> encryptions() {
    SequencedMap<String, Encryption> encryptions = new LinkedHashMap<>();
    encryptions.put("AES256", Encryption.AES256);
    encryptions.put("aws:kms", Encryption.KMS);
    return encryptions;
  }

  private static Map<String, Section<Destination>> sections() {
    Map<String, Section<Destination>> sections = new LinkedHashMap<>();
    sections.put(
        "local",
        section(
            "A directory of this machine, or mounted on it.",
            List.of(LOCAL_PATH),
            place -> new Location.Local(place.get(LOCAL_PATH))));
    List<Key<?>> s3 = new ArrayList<>(BucketKeys.ALL);
    s3.addAll(List.of(SSE, KMS_KEY, STORAGE_CLASS, OBJECT_LOCK));
    sections.put(
        "s3",
        section(
            "A bucket, or a part of one, of AWS or any compatible server.",
            s3,
            place -> new Location.S3(BucketKeys.build(place), storage(place))));
    sections.put(
        "sftp",
        section(
            "A directory reached by SSH.",
            List.of(HOST, PORT, USER, SFTP_PATH, IDENTITY, PASSWORD, KNOWN_HOSTS),
            DestinationKeys::sftp));
    return sections;
  }

  private static Section<Destination> section(
      String doc, List<Key<?>> own, Function<Layer<?>, Location> location) {
    List<Key<?>> keys = new ArrayList<>();
    keys.add(KIND);
    keys.addAll(own);
    keys.add(MAX_RATE);
    return new Section<>(
        doc,
        keys,
        place ->
            new Destination(
                new DestinationName(place.name()), location.apply(place), place.find(MAX_RATE)));
  }

  private static S3Storage storage(Layer<?> place) {
    return new S3Storage(
        place.get(SSE), place.find(KMS_KEY), place.find(STORAGE_CLASS), place.find(OBJECT_LOCK));
  }

  private static Location sftp(Layer<?> place) {
    return new Location.Sftp(
        place.get(HOST),
        place.get(PORT),
        place.get(USER),
        place.get(SFTP_PATH),
        place.find(IDENTITY),
        place.find(PASSWORD),
        place.find(KNOWN_HOSTS));
  }
}
