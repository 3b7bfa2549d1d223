package dev.backstay.engine.files;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A directory tree with every oddity a Unix file system knows, the same for the same seed: all
 * kinds of files, hard links, holes, names that are no text, extended attributes and ACLs, times
 * before 1970 and after 2038, permissions with every bit. Devices and privileged attributes are
 * there when root plants it.
 */
public final class TreeFixture {
  private static final long MIB = 1 << 20;

  /** An ACL that lets user 1234 read, in the form of the {@code system.posix_acl_access} value. */
  private static final String ACL =
      "02000000" // version
          + "01000600ffffffff" // owner rw-
          + "02000400d2040000" // user 1234 r--
          + "04000400ffffffff" // group r--
          + "10000400ffffffff" // mask r--
          + "20000000ffffffff"; // others ---

  private static final long NULL_DEVICE = 1 << 8 | 3;
  private static final long LOOP_DEVICE = 7 << 8;

  private final Path root;
  private final Random random;
  private final SystemCalls calls = SystemCalls.ofThisHost();

  private TreeFixture(Path root, long seed) {
    this.root = root;
    this.random = new Random(seed);
  }

  /** Makes the tree as a new directory. */
  public static Path plant(Path root, long seed) throws IOException {
    Files.createDirectories(root);
    TreeFixture fixture = new TreeFixture(root, seed);
    fixture.files();
    fixture.oddNames();
    fixture.permissions();
    fixture.links();
    fixture.holes();
    fixture.specials();
    fixture.attributes();
    fixture.times();
    return root;
  }

  /** Names that break whoever takes them for text. */
  public static List<FileName> oddNames(Random random) {
    byte[] longest = new byte[255];
    for (int at = 0; at < longest.length; at++) {
      longest[at] = (byte) ('a' + random.nextInt(26));
    }
    List<FileName> names = new ArrayList<>();
    for (String text :
        List.of(
            "new\nline",
            " leading and trailing ",
            "-rf",
            "quote\"'`$HOME",
            "back\\slash",
            "100%",
            "%41",
            "escape\u001b[31m",
            "...",
            ".hidden",
            "~",
            "*",
            "[a-z]?",
            "grüße",
            "日本語",
            "🌲",
            "replacement\uFFFD")) {
      names.add(FileName.of(text));
    }
    names.add(FileName.of(longest));
    names.add(FileName.of(new byte[] {(byte) 0xFF}));
    names.add(FileName.of(new byte[] {'l', 'a', 't', 'i', 'n', (byte) 0xE9}));
    names.add(FileName.of(new byte[] {(byte) 0xC3}));
    names.add(FileName.of(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}));
    names.add(FileName.of(new byte[] {1, 2, 127}));
    return names;
  }

  private void files() throws IOException {
    write(root.resolve("empty"), 0);
    write(root.resolve("one"), 1);
    write(root.resolve("block"), 4096);
    write(root.resolve("large"), (int) (3 * MIB) + random.nextInt(100_000));
    Files.writeString(root.resolve("text"), "all work and no play\n".repeat(20_000));
    Path deep = root;
    for (int level = 0; level < 12; level++) {
      deep = Files.createDirectory(deep.resolve("level" + level));
      for (int each = random.nextInt(4); each >= 0; each--) {
        write(deep.resolve("file" + each), random.nextInt(60_000));
      }
    }
    Files.createDirectory(root.resolve("nothing-inside"));
    // Sorted by bytes, "a.b" comes before "a/" and "aé" after "az".
    Files.createDirectories(root.resolve("order/a"));
    write(root.resolve("order/a/inside"), 5);
    write(root.resolve("order/a.b"), 5);
    write(root.resolve("order/B"), 5);
  }

  private void write(Path file, int length) throws IOException {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    Files.write(file, bytes);
  }

  private void oddNames() throws IOException {
    Path odd = Files.createDirectory(root.resolve("odd"));
    for (FileName name : oddNames(random)) {
      write(RawPath.child(odd, name), random.nextInt(100));
    }
    Path directory = Files.createDirectory(RawPath.child(odd, FileName.of(raw("dir\\xFE\n"))));
    write(RawPath.child(directory, FileName.of(raw("\\xFEfile"))), 10);
  }

  /** Bytes of a text in which {@code \xFE} stands for a byte that is never UTF-8. */
  private static byte[] raw(String text) {
    return text.replace("\\xFE", "\u00FE").getBytes(StandardCharsets.ISO_8859_1);
  }

  private interface Planting {
    void plant() throws IOException;
  }

  /** What root may do is still refused in many containers; the tree then goes without it. */
  private void ifPermitted(Planting planting) throws IOException {
    if (!calls.isPrivileged()) {
      return;
    }
    try {
      planting.plant();
    } catch (FileSystemException refused) {
      System.err.println("the tree goes without: " + refused);
    }
  }

  private void permissions() throws IOException {
    Path directory = Files.createDirectory(root.resolve("permissions"));
    for (int bits : new int[] {0400, 0600, 0644, 0666, 0755, 0777, 04755, 02755, 01644, 07777}) {
      Path file = directory.resolve("file-" + Integer.toOctalString(bits));
      write(file, 20);
      calls.setPermissions(file, bits);
    }
    for (int bits : new int[] {0500, 0555, 0700, 01777, 02775}) {
      Path made = Files.createDirectory(directory.resolve("dir-" + Integer.toOctalString(bits)));
      write(made.resolve("inside"), 20);
      calls.setPermissions(made, bits);
    }
    Path foreign = directory.resolve("foreign");
    write(foreign, 20);
    ifPermitted(() -> calls.setOwner(foreign, 12_345, 54_321));
    ifPermitted(() -> calls.setPermissions(foreign, 06711));
  }

  private void links() throws IOException {
    Path links = Files.createDirectory(root.resolve("links"));
    for (FileName target :
        List.of(
            FileName.of("../one"),
            FileName.of("/nowhere/at/all"),
            FileName.of("nowhere"),
            FileName.of(".."),
            FileName.of("../level0/"),
            FileName.of("..//one"),
            FileName.of(raw("\\xFE/\n")),
            FileName.of("x".repeat(1000)))) {
      Path link = links.resolve("symlink-" + Integer.toHexString(target.hashCode()));
      calls.makeSymlink(link, target);
    }
    calls.makeSymlink(links.resolve("itself"), FileName.of("itself"));
    Files.createLink(links.resolve("hard-one"), root.resolve("one"));
    Files.createLink(root.resolve("level0/hard-one"), root.resolve("one"));
    Files.createLink(links.resolve("hard-large"), root.resolve("large"));
  }

  private void holes() throws IOException {
    Path holes = Files.createDirectory(root.resolve("holes"));
    sparse(holes.resolve("middle"), 8 * MIB, 1 * MIB, 5 * MIB + 4096);
    sparse(holes.resolve("start"), 4 * MIB, 4 * MIB - 4096);
    sparse(holes.resolve("end"), 4 * MIB + 123, 0);
    sparse(holes.resolve("all"), 16 * MIB + 1);
    Files.write(holes.resolve("zeros"), new byte[100_000]);
  }

  private void sparse(Path file, long length, long... dataAt) throws IOException {
    Files.createFile(file);
    calls.extend(file, length);
    byte[] block = new byte[4096];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long at : dataAt) {
        random.nextBytes(block);
        channel.write(ByteBuffer.wrap(block), at);
      }
    }
  }

  private void specials() throws IOException {
    Path specials = Files.createDirectory(root.resolve("specials"));
    calls.makeSpecial(specials.resolve("fifo"), FileType.FIFO, 0);
    Path shortPath = Files.createTempDirectory("s");
    Path bound = shortPath.resolve("s"); // an address holds at most 107 bytes
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(bound));
    }
    Files.move(bound, specials.resolve("socket"));
    Files.delete(shortPath);
    ifPermitted(
        () -> calls.makeSpecial(specials.resolve("null"), FileType.CHARACTER_DEVICE, NULL_DEVICE));
    ifPermitted(
        () -> calls.makeSpecial(specials.resolve("loop"), FileType.BLOCK_DEVICE, LOOP_DEVICE));
  }

  private void attributes() throws IOException {
    Path directory = Files.createDirectory(root.resolve("attributes"));
    Path file = directory.resolve("file");
    write(file, 10);
    byte[] value = new byte[2000];
    random.nextBytes(value);
    calls.setAttribute(file, ExtendedAttribute.of("user.origin", raw("no text \\xFE\0")));
    calls.setAttribute(file, ExtendedAttribute.of("user.empty", new byte[0]));
    calls.setAttribute(file, ExtendedAttribute.of("user.long", value));
    calls.setAttribute(directory, ExtendedAttribute.of("user.kind", raw("directory")));
    Path shared = directory.resolve("shared");
    write(shared, 10);
    calls.setAttribute(
        shared, ExtendedAttribute.of("system.posix_acl_access", HexFormat.of().parseHex(ACL)));
    Path link = directory.resolve("link");
    calls.makeSymlink(link, FileName.of("file"));
    ifPermitted(() -> calls.setAttribute(file, ExtendedAttribute.of("trusted.a", raw("root"))));
    ifPermitted(() -> calls.setAttribute(link, ExtendedAttribute.of("trusted.b", raw("link"))));
  }

  /** Every entry gets its own time, from 1938 to 2106 and to the nanosecond. */
  private void times() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            age(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed)
              throws IOException {
            age(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void age(Path path) throws IOException {
    calls.setTimes(path, time(), time());
  }

  private Instant time() {
    return Instant.ofEpochSecond(random.nextLong(-1L << 30, 1L << 32), random.nextInt(1 << 29));
  }
}
