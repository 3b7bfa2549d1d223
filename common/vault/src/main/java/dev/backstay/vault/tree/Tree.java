package dev.backstay.vault.tree;

import dev.backstay.contract.files.FileName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One stored directory: its nodes, sorted by the bytes of their names, each name once. */
public record Tree(List<Node> nodes) {
  public Tree {
    nodes = List.copyOf(nodes);
    for (int i = 1; i < nodes.size(); i++) {
      requireOrder(nodes.get(i - 1).entry().name(), nodes.get(i).entry().name());
    }
  }

  /** The tree of nodes in any order. */
  public static Tree of(Collection<Node> nodes) {
    return new Tree(
        nodes.stream().sorted(Comparator.comparing((Node node) -> node.entry().name())).toList());
  }

  /** The node of that name. */
  public Optional<Node> find(FileName name) {
    int low = 0;
    int high = nodes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = nodes.get(middle).entry().name().compareTo(name);
      if (order == 0) {
        return Optional.of(nodes.get(middle));
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  static void requireOrder(FileName before, FileName after) {
    int order = before.compareTo(after);
    if (order == 0) {
      throw new IllegalArgumentException(
          "two nodes have the name \"" + GoQuote.printable(after) + '"');
    }
    if (order > 0) {
      throw new IllegalArgumentException(
          "the nodes are not sorted at \"" + GoQuote.printable(after) + '"');
    }
  }
}
