package dev.backstay.engine.files;

import dev.backstay.contract.files.FileEntry;
import dev.backstay.contract.files.FileIdentity;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between a tree and its restored copy: names, types, content, permissions, owners,
 * modification times, link targets, which names are one file, device numbers, extended attributes,
 * and whether the copy takes more space than the original. Sockets are left out, since no restore
 * makes them; so are times of access and of change, which no restore can keep.
 */
public final class TreeComparison {
  /** What a file system may add for its own bookkeeping of one file, in blocks of 512 bytes. */
  private static final long ALLOWED_BLOCKS = 32;

  private final List<String> differences = new ArrayList<>();
  private final EntryReader reader = new EntryReader(SystemCalls.ofThisHost());
  private final Map<FileIdentity, SortedSet<String>> expectedLinks = new HashMap<>();
  private final Map<FileIdentity, SortedSet<String>> actualLinks = new HashMap<>();
  private final boolean withRoots;

  private TreeComparison(boolean withRoots) {
    this.withRoots = withRoots;
  }

  /** Every difference, one sentence each; empty when the trees are alike. */
  public static List<String> differences(Path expected, Path actual) throws IOException {
    return compare(expected, actual, true);
  }

  /** As {@link #differences}, but for the metadata of the two directories themselves. */
  public static List<String> differencesBelow(Path expected, Path actual) throws IOException {
    return compare(expected, actual, false);
  }

  private static List<String> compare(Path expected, Path actual, boolean withRoots)
      throws IOException {
    TreeComparison comparison = new TreeComparison(withRoots);
    comparison.directory(expected, actual, "");
    comparison.links();
    comparison.space(expected, actual);
    return List.copyOf(comparison.differences);
  }

  private void directory(Path expected, Path actual, String shown) throws IOException {
    if (withRoots || !shown.isEmpty()) {
      metadata(entry(expected), entry(actual), shown);
    }
    SortedMap<FileName, FileEntry> wanted = entries(expected);
    SortedMap<FileName, FileEntry> found = entries(actual);
    for (FileName name : found.keySet()) {
      if (!wanted.containsKey(name)) {
        differences.add(shown + "/" + name + " should not be there");
      }
    }
    for (Map.Entry<FileName, FileEntry> each : wanted.entrySet()) {
      FileName name = each.getKey();
      String where = shown + "/" + name;
      FileEntry there = found.get(name);
      if (there == null) {
        differences.add(where + " is missing");
      } else if (there.type() != each.getValue().type()) {
        differences.add(where + " is a " + there.type() + ", not a " + each.getValue().type());
      } else {
        entry(RawPath.child(expected, name), RawPath.child(actual, name), where);
      }
    }
  }

  private void entry(Path expected, Path actual, String shown) throws IOException {
    FileEntry wanted = entry(expected);
    FileEntry found = entry(actual);
    if (wanted.type() == FileType.DIRECTORY) {
      directory(expected, actual, shown);
      return;
    }
    metadata(wanted, found, shown);
    if (wanted.type() == FileType.FILE) {
      expectedLinks.computeIfAbsent(wanted.identity(), each -> new TreeSet<>()).add(shown);
      actualLinks.computeIfAbsent(found.identity(), each -> new TreeSet<>()).add(shown);
      long mismatch = Files.mismatch(expected, actual);
      if (mismatch >= 0) {
        differences.add(shown + " differs from byte " + mismatch);
      }
    }
  }

  private void metadata(FileEntry wanted, FileEntry found, String shown) {
    differ(shown, "permissions", octal(wanted), octal(found));
    differ(shown, "owner", wanted.owner(), found.owner());
    differ(shown, "time", wanted.times().modified(), found.times().modified());
    differ(shown, "size", wanted.size(), found.size());
    differ(shown, "link target", wanted.linkTarget(), found.linkTarget());
    differ(shown, "device", wanted.deviceNumber(), found.deviceNumber());
    differ(shown, "attributes", wanted.attributes(), found.attributes());
  }

  private static String octal(FileEntry entry) {
    return Integer.toOctalString(entry.permissions());
  }

  private void differ(String shown, String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      differences.add(shown + " has " + what + " " + found + ", not " + wanted);
    }
  }

  private void links() {
    SortedSet<String> wanted = shared(expectedLinks);
    SortedSet<String> found = shared(actualLinks);
    if (!wanted.equals(found)) {
      differences.add("hard links are " + found + ", not " + wanted);
    }
  }

  private static SortedSet<String> shared(Map<FileIdentity, SortedSet<String>> links) {
    SortedSet<String> shared = new TreeSet<>();
    for (SortedSet<String> names : links.values()) {
      if (names.size() > 1) {
        shared.add(names.toString());
      }
    }
    return shared;
  }

  private void space(Path expected, Path actual) throws IOException {
    Map<String, Long> wanted = blocks(expected);
    blocks(actual)
        .forEach((name, blocks) -> {
          Long original = wanted.get(name);
          if (original != null && blocks > original + ALLOWED_BLOCKS) {
            differences.add(name + " takes " + blocks + " blocks, not " + original);
          }
        });
  }

  /** Allocated blocks of every regular file, which the JDK does not tell. */
  private static Map<String, Long> blocks(Path root) throws IOException {
    Process find =
        new ProcessBuilder("find", ".", "-type", "f", "-printf", "%b %p\\0")
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, Long> blocks = new TreeMap<>();
    try (InputStream out = find.getInputStream()) {
      String listing = new String(out.readAllBytes(), StandardCharsets.ISO_8859_1);
      for (String line : listing.split("\0", -1)) {
        int space = line.indexOf(' ');
        if (space > 0) {
          blocks.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
        }
      }
    }
    return blocks;
  }

  private FileEntry entry(Path path) throws IOException {
    return reader.read(path, FileName.of(Objects.toString(path.getFileName())));
  }

  private SortedMap<FileName, FileEntry> entries(Path directory) throws IOException {
    SortedMap<FileName, FileEntry> entries = new TreeMap<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path each : stream) {
        FileEntry entry = reader.read(each, RawPath.nameOf(each));
        if (entry.type() != FileType.SOCKET) {
          entries.put(entry.name(), entry);
        }
      }
    }
    return entries;
  }
}
