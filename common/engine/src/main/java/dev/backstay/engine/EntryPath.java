package dev.backstay.engine;

import dev.backstay.contract.files.FileName;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry is in a snapshot: the names from the root down, in raw bytes. A path shares its
 * parent with its siblings, so millions of them cost little more than their last names.
 */
public final class EntryPath {
  /** The root of a snapshot: no name at all. */
  public static final EntryPath ROOT = new EntryPath(null, null);

  private final @Nullable EntryPath parent;
  private final @Nullable FileName name;
  private final int depth;
  private final int hash;

  private EntryPath(@Nullable EntryPath parent, @Nullable FileName name) {
    this.parent = parent;
    this.name = name;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.hash = parent == null || name == null ? 1 : 31 * parent.hash + name.hashCode();
  }

  /** The path of these names below the root. */
  public static EntryPath of(List<FileName> names) {
    EntryPath path = ROOT;
    for (FileName name : names) {
      path = path.child(name);
    }
    return path;
  }

  /** The path of these slash-separated names below the root; empty names are left out. */
  public static EntryPath of(String text) {
    EntryPath path = ROOT;
    for (String name : text.split("/", -1)) {
      path = name.isEmpty() ? path : path.child(FileName.of(name));
    }
    return path;
  }

  /** The entry of that name in this directory. */
  public EntryPath child(FileName childName) {
    return new EntryPath(this, childName);
  }

  /** The directory that holds this entry; empty for the root. */
  public Optional<EntryPath> parent() {
    return Optional.ofNullable(parent);
  }

  /** The last name; empty for the root. */
  public Optional<FileName> name() {
    return Optional.ofNullable(name);
  }

  /** How many names there are. */
  public int depth() {
    return depth;
  }

  public boolean isRoot() {
    return parent == null;
  }

  /** All names, from the root down. */
  public List<FileName> names() {
    ArrayDeque<FileName> names = new ArrayDeque<>(depth);
    EntryPath path = this;
    while (path.parent != null && path.name != null) {
      names.addFirst(path.name);
      path = path.parent;
    }
    return List.copyOf(names);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof EntryPath path) || hash != path.hash || depth != path.depth) {
      return false;
    }
    EntryPath mine = this;
    EntryPath theirs = path;
    while (mine != theirs && mine.parent != null && theirs.parent != null) {
      if (!Objects.equals(mine.name, theirs.name)) {
        return false;
      }
      mine = mine.parent;
      theirs = theirs.parent;
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /**
   * For people: names with slashes between them and one in front. Control characters are written as
   * {@code \x1b}, so a hostile name cannot steer a terminal or forge a line of a log.
   */
  @Override
  public String toString() {
    if (isRoot()) {
      return "/";
    }
    StringBuilder text = new StringBuilder();
    for (FileName each : names()) {
      text.append('/');
      String shown = each.toString();
      for (int at = 0; at < shown.length(); at++) {
        char c = shown.charAt(at);
        if (Character.isISOControl(c)) {
          text.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
        } else {
          text.append(c);
        }
      }
    }
    return text.toString();
  }
}
